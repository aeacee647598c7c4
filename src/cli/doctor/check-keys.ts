import { findKey, isKeySet, type KeyedProvider, keyVariableText } from '../../config/keys.js';
import type { Settings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import type { Account } from '../../jobs/engine.js';
import type { Call, Money } from '../../providers/provider.js';
import type { RegisteredProvider } from '../../providers/registry.js';
import type { ProviderId } from '../../providers/request.js';
import { formatMoney } from '../../ui/format.js';
import { askingCall, EnoughRead, firstPageOnly, type Skew } from './asking.js';
import { type Finding, ok, problems, skipped, warning } from './finding.js';
import { within } from './within.js';

export interface KeyCheck {
  readonly entry: RegisteredProvider;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Settings;
  /** Commands use this provider, so that its key must be there. */
  readonly needed: boolean;
  /** Undefined with `--offline`. */
  readonly account: ((provider: ProviderId) => Account) | undefined;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly onSkew: (skew: Skew) => void;
}

/** Whether the key of one provider is there, and whether the provider takes it; nothing for one without a key. */
export async function checkKey(options: KeyCheck): Promise<readonly Finding[]> {
  const { entry, env, settings, needed, account } = options;
  const { id, facts } = entry.provider;
  const keyed = { id, keyVariables: facts.keyVariables };
  if (facts.keyVariables.length === 0) return [];
  const check = `key ${id}`;
  const from = { provider: keyed, env, settings: settings.providers?.value[id] };
  // All that are not set are told in one line.
  if (!needed && !isKeySet(from)) return [];
  try {
    const source = (await findKey(from))?.source ?? '';
    if (account === undefined) return [skipped(check, `present (${source}), not checked: --offline`)];
    const asked = account(id);
    const ms = options.deadlineMs;
    return [
      await within({ signal: options.signal, ms, what: id }, (signal) => ask({ ...options, signal }, asked, source)),
    ];
  } catch (error) {
    return error instanceof WanError && error.code === 'provider.throttled'
      ? [warning(check, `${error.message}: it could not be checked`, 'wait a little, then: wan doctor')]
      : problems(check, error);
  }
}

/** By what costs nothing: the balance, else one page of the account's own jobs. */
async function ask(options: KeyCheck, account: Account, source: string): Promise<Finding> {
  const { provider } = account;
  const check = `key ${provider.id}`;
  const call = askingCall({ account, signal: options.signal, timeoutMs: options.deadlineMs, onSkew: options.onSkew });
  const balance = await provider.balance?.(call);
  if (balance !== undefined) return judgeBalance(check, { balance, source, dashboard: provider.facts.dashboard });
  if (provider.listSince === undefined)
    return skipped(check, `present (${source}), not checked: it may not see its balance`);
  await listFirstPage(provider.listSince, call);
  return ok(check, `accepted (${source})`);
}

interface Balance {
  readonly balance: Money;
  readonly source: string;
  readonly dashboard: string | undefined;
}

/** An accepted key with what is left on its account. Pure. */
export function judgeBalance(check: string, { balance, source, dashboard }: Balance): Finding {
  const detail = `accepted (${source}), ${formatMoney(balance.amount, balance.currency)} left`;
  if (balance.amount > 0) return ok(check, detail);
  return warning(check, detail, `add credit${dashboard === undefined ? '' : `: ${new URL(dashboard).origin}`}`);
}

async function listFirstPage(list: (since: number, call: Call) => Promise<unknown>, call: Call): Promise<void> {
  await list(call.now(), firstPageOnly(call)).catch((error: unknown) => {
    if (!(error instanceof EnoughRead)) throw error;
  });
}

/** The variables that may be set, and are not. */
export function checkAbsent(absent: readonly KeyedProvider[]): readonly Finding[] {
  if (absent.length === 0) return [];
  return [skipped('other keys', `not set: ${absent.map(keyVariableText).join(', ')}`)];
}

/** What all keys together mean: none at all is how everybody begins. */
export function checkChoice(ready: readonly ProviderId[], chosen: ProviderId | undefined): Finding {
  if (chosen !== undefined) return ok('provider', `${chosen} unless --provider names another`);
  const [only] = ready;
  if (only === undefined) {
    return skipped(
      'provider',
      'no key is set; --provider local needs none and is free',
      'wan generate photo.jpg -p "..." --provider local',
    );
  }
  if (ready.length === 1) return ok('provider', `${only}, the only one whose key is set`);
  return skipped(
    'provider',
    `the keys of several are set (${ready.join(', ')}) and none is chosen`,
    'wan config init, or add --provider',
  );
}
