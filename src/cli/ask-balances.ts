import { isKeySet } from '../config/keys.js';
import type { Settings } from '../config/settings.js';
import { type ErrorReport, toErrorReport, WanError } from '../errors.js';
import { freeCall } from '../jobs/account.js';
import { createRedactor } from '../jobs/redact.js';
import type { Money } from '../providers/provider.js';
import type { RegisteredProvider } from '../providers/registry.js';
import type { ProviderId } from '../providers/request.js';
import { formatMoney } from '../ui/format.js';
import { openAccounts } from './accounts.js';
import type { Session } from './session.js';

/** What is left on one account, or why that is not known. */
export interface Balance {
  readonly amount: number | null;
  readonly currency: Money['currency'] | null;
  /** `no balance API`, `no key`, `not shown to this key`; null where there is an amount or an error. */
  readonly note: string | null;
  readonly error: Pick<ErrorReport, 'code' | 'message' | 'hint'> | null;
}

export interface BalanceQuestion {
  readonly settings: Settings;
  readonly registry: ReadonlyMap<ProviderId, RegisteredProvider>;
}

/** A person waits for the slowest of them. Milliseconds. */
const deadlineMs = 10_000;

/** Asks every account whose key is set, all at once; whoever fails or is late fails alone. */
export async function askBalances(
  session: Session,
  { settings, registry }: BalanceQuestion,
): Promise<ReadonlyMap<ProviderId, Balance>> {
  const { env, clock } = session.runtime;
  const entries = [...registry.values()];
  const keyed = entries.filter(({ provider: { id, facts, balance } }) => {
    const question = {
      provider: { id, keyVariables: facts.keyVariables },
      env,
      settings: settings.providers?.value[id],
    };
    return balance !== undefined && isKeySet(question);
  });
  const providers = keyed.map(({ provider }) => provider.id);
  const late = new AbortController();
  const stopTimer = clock.every(deadlineMs, () => late.abort(tooLate()));
  try {
    const waiting = { ...session, stop: AbortSignal.any([session.stop, late.signal]) };
    // No job is touched, so nothing is compared with the fingerprints of the keys.
    const accounts = await openAccounts({ session: waiting, settings, registry, providers, salt: '' });
    session.protect(accounts.keys);
    const redactor = createRedactor(accounts.keys);
    const rows = entries.map(async ({ provider }): Promise<readonly [ProviderId, Balance]> => {
      const { id, balance } = provider;
      if (balance === undefined) return [id, unknown('no balance API')];
      if (!providers.includes(id)) return [id, unknown('no key')];
      try {
        const left = await balance(freeCall(accounts.of(id)));
        return [id, left === undefined ? unknown('not shown to this key') : { ...left, note: null, error: null }];
      } catch (error) {
        const { code, message, hint } = toErrorReport(error);
        const told = { code, message: redactor.text(message), hint: hint === null ? null : redactor.text(hint) };
        return [id, { ...unknown(null), error: told }];
      }
    });
    return new Map(await Promise.all(rows));
  } finally {
    stopTimer();
  }
}

/** `$12.40`, `80 credits`, or why there is no figure. */
export function balanceText({ amount, currency, note, error }: Balance): string {
  if (error !== null) return `error: ${error.message}`;
  if (amount === null) return note ?? '';
  // Cents are cut off, never rounded up: what is not there can't be spent.
  return formatMoney(Math.floor(amount * 100 + 1e-6) / 100, currency ?? undefined);
}

function unknown(note: string | null): Balance {
  return { amount: null, currency: null, note, error: null };
}

function tooLate(): WanError {
  return new WanError('network.failed', `no answer within ${deadlineMs / 1000} s`, { retryable: true });
}
