import { findKey, isKeySet } from '../../config/keys.js';
import { WanError } from '../../errors.js';
import type { ProviderId } from '../../providers/request.js';
import type { WebhookRule } from '../../providers/webhook.js';
import type { Runtime } from '../../runtime.js';

/** The variable that holds the secret of a provider's webhooks. */
export function secretVariable(provider: string): string {
  return `${provider.toUpperCase()}_WEBHOOK_SECRET`;
}

/**
 * The secret of a provider's webhooks, from its variable or the file that it names; undefined where neither is set.
 *
 * @throws WanError `key.missing` for a file that can't be read, or what is no secret
 */
export async function namedSecret(
  id: ProviderId,
  { secretPattern }: Pick<Extract<WebhookRule, { kind: 'secret' }>, 'secretPattern'>,
  env: Runtime['env'],
): Promise<string | undefined> {
  const variable = secretVariable(id);
  const named = { provider: { id, keyVariables: [[variable]] }, env };
  if (!isKeySet(named)) return undefined;
  const secret = await findKey(named).catch((error: unknown) => {
    if (!(error instanceof WanError)) throw error;
    throw new WanError(error.code, error.message, {
      hint: `set ${variable}, or ${variable}_FILE to a file that holds the secret`,
      provider: id,
    });
  });
  return checkedSecret(id, { secretPattern, secret: secret?.value ?? '' });
}

/** @throws WanError `key.missing` for what is no secret of this provider */
export function checkedSecret(
  id: ProviderId,
  { secretPattern, secret }: { readonly secretPattern: RegExp; readonly secret: string },
): string {
  if (secretPattern.test(secret)) return secret;
  throw new WanError('key.missing', `${secretVariable(id)} does not hold a webhook secret of ${id}`, {
    hint: 'copy the whole secret again, on one line, without quotes',
    provider: id,
  });
}
