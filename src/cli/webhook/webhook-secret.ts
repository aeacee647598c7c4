import { isKeySet } from '../../config/keys.js';
import type { Settings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import { freeCall } from '../../jobs/account.js';
import type { RegisteredProvider } from '../../providers/registry.js';
import type { WebhookRule } from '../../providers/webhook.js';
import { openAccounts } from '../accounts.js';
import type { Session } from '../session.js';
import { checkedSecret, namedSecret, secretVariable } from './named-secret.js';

export interface SecretQuestion {
  readonly entry: RegisteredProvider;
  readonly rule: Extract<WebhookRule, { kind: 'secret' }>;
  readonly settings: Settings;
}

/**
 * The secret that a provider signs with: from its variable or the file that it names, else asked from the service with
 * the account's key. It is kept nowhere.
 *
 * @throws WanError `key.missing`, or why the service did not tell
 */
export async function webhookSecret(session: Session, question: SecretQuestion): Promise<string> {
  const { entry, rule } = question;
  const { id } = entry.provider;
  return (
    (await namedSecret(id, rule, session.runtime.env)) ??
    checkedSecret(id, { secretPattern: rule.secretPattern, secret: await asked(session, question) })
  );
}

async function asked(session: Session, { entry, rule, settings }: SecretQuestion): Promise<string> {
  const { fetchSecret } = rule;
  const { id, facts } = entry.provider;
  const keyed = { id, keyVariables: facts.keyVariables };
  const variable = secretVariable(id);
  const canAsk =
    fetchSecret !== undefined &&
    isKeySet({ provider: keyed, env: session.runtime.env, settings: settings.providers?.value[id] });
  if (!canAsk) {
    const orKey = fetchSecret === undefined ? '' : `, or ${facts.keyVariables[0]?.[0]} to have it asked for`;
    throw new WanError('key.missing', `the webhook secret of ${id} is not known: ${variable} is not set`, {
      hint: `set ${variable}, or ${variable}_FILE to a file that holds it${orKey}`,
      provider: id,
    });
  }
  // No job is touched, so nothing is compared with the fingerprint of the key.
  const options = { session, settings, registry: new Map([[id, entry]]), providers: [id], salt: '' };
  const accounts = await openAccounts(options);
  session.protect(accounts.keys);
  return fetchSecret(freeCall(accounts.of(id)));
}
