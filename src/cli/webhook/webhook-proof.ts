import type { Settings } from '../../config/settings.js';
import type { RegisteredProvider } from '../../providers/registry.js';
import type { ProviderId } from '../../providers/request.js';
import type { WebhookDelivery, WebhookRule } from '../../providers/webhook.js';
import type { Session } from '../session.js';
import { type FailedCheck, wrongSignature } from './judge-webhook.js';
import { openKeylessClient } from './keyless-client.js';
import { keysInFile, publishedKeys } from './webhook-keys.js';
import { webhookSecret } from './webhook-secret.js';

/** Who is said to have sent a delivery. */
export interface Sender {
  readonly id: ProviderId;
  readonly entry: RegisteredProvider;
  readonly rule: WebhookRule;
}

export interface Proving {
  readonly sender: Sender;
  readonly delivery: WebhookDelivery;
  readonly settings: Settings;
  /** A key set to check against, in place of the published one. */
  readonly keysFile: string | undefined;
}

/**
 * Why a delivery is not proven, if it is not. Keys that were kept for a while are read anew before that is said: the
 * service may have changed them.
 *
 * @throws WanError when what it is measured by can't be had
 */
export async function unproven(session: Session, proving: Proving): Promise<FailedCheck | undefined> {
  const { sender, delivery, settings, keysFile } = proving;
  const { id, entry, rule } = sender;
  if (rule.kind === 'secret') {
    const secret = await webhookSecret(session, { entry, rule, settings });
    return rule.isSigned(delivery, secret) ? undefined : wrongSignature(rule);
  }
  if (keysFile !== undefined) {
    return rule.isSigned(delivery, await keysInFile(session, keysFile)) ? undefined : wrongSignature(rule);
  }
  const configuredBase = settings.providers?.value[id]?.baseUrl;
  const open = () => openKeylessClient(session, { provider: entry.provider, configuredBase });
  const question = { provider: id, url: rule.keysUrl, open };
  const known = await publishedKeys(session, question);
  if (rule.isSigned(delivery, known.keys)) return undefined;
  if (!known.mayBeOld) return wrongSignature(rule);
  const { keys } = await publishedKeys(session, { ...question, refresh: true });
  return rule.isSigned(delivery, keys) ? undefined : wrongSignature(rule);
}
