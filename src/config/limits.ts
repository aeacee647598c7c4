import { WanError } from '../errors.js';
import { type ProviderId, providerIds } from '../providers/request.js';
import type { Config } from './schema.js';
import { originOf, type Sourced, sourced } from './sourced.js';

/** USD; SPEC of the command line: runs above this are asked about. */
export const defaultConfirmAbove = 1;

interface LimitFile {
  readonly config: Config;
  readonly role: 'user' | 'project' | 'given';
  readonly file: string;
}

export interface LimitLayers {
  /** `--max-cost` in USD. */
  readonly maxCost: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly project: (LimitFile & { readonly trusted: boolean }) | undefined;
  readonly user: LimitFile | undefined;
  readonly recorded?: RecordedCap | undefined;
}

/** A cap that was written down earlier. It lowers the user's own, never raises it, and confirms nothing. */
export interface RecordedCap {
  /** USD; null: none was set. */
  readonly value: number | null;
  /** Such as `the plan`. */
  readonly origin: string;
  /** USD; what `--max-cost` had set aside then: only a cap that is lower than that has been lowered since. */
  readonly setAside?: number | undefined;
}

export interface SpendingLimits {
  /** Cap of one run in USD. */
  readonly perRun: Sourced<number> | undefined;
  /** The cap in USD that `--max-cost` takes the place of. */
  readonly setAside: number | undefined;
  /** Cap of one local calendar day in USD. */
  readonly perDay: Sourced<number> | undefined;
  /** Runs above this many USD are asked about. */
  readonly confirmAbove: Sourced<number>;
  /**
   * Whether `perRun` also stands for a yes. A cap that only a project file sets limits a run and confirms nothing, or a
   * cloned repository could confirm its own cost.
   */
  readonly capConfirms: boolean;
  /** Caps on single providers in USD, the lower of what the files say. */
  readonly byProvider: Readonly<Partial<Record<ProviderId, Budget>>> | undefined;
}

type Budget = NonNullable<Config['budget']>;

/** What may be spent: flag before environment before project before user, presence counting, so that 0 is a cap. */
export function spendingLimits({ maxCost, env, project, user, recorded }: LimitLayers): SpendingLimits {
  const fromUser = (value: number | undefined) => sourced(value, originOf(user));
  const fromProject = (value: number | undefined) => sourced(value, originOf(project));
  const flag = sourced(maxCost, 'flag --max-cost');
  const ofEnvironment = sourced(parseMaxCost(env.WAN_MAX_COST), 'environment WAN_MAX_COST');
  const ofUser = fromUser(user?.config.budget?.perRun);
  const ofProject = fromProject(project?.config.budget?.perRun);
  const standing = ofEnvironment ?? ofProject ?? ofUser;
  return {
    // Who gives the flag now has decided about the cap of this run.
    perRun: flag ?? lowered(standing, recorded),
    setAside: flag === undefined ? undefined : standing?.value,
    perDay: fromProject(project?.config.budget?.perDay) ?? fromUser(user?.config.budget?.perDay),
    confirmAbove: fromProject(project?.config.confirmAbove) ??
      fromUser(user?.config.confirmAbove) ?? { value: defaultConfirmAbove, origin: 'default' },
    capConfirms:
      (flag ?? ofEnvironment ?? ofUser) !== undefined || (project?.trusted === true && ofProject !== undefined),
    byProvider: providerBudgets([project?.config, user?.config]),
  };
}

function lowered(present: Sourced<number> | undefined, recorded: RecordedCap | undefined): Sourced<number> | undefined {
  const earlier = sourced(recorded?.value ?? undefined, recorded?.origin ?? '');
  if (present === undefined || earlier === undefined) return present ?? earlier;
  if (recorded?.setAside !== undefined && present.value >= recorded.setAside) return earlier;
  return earlier.value < present.value ? earlier : present;
}

/** A project may lower what the user lets a provider cost, never raise it. */
function providerBudgets(configs: readonly (Config | undefined)[]): SpendingLimits['byProvider'] {
  const budgets: Partial<Record<ProviderId, Budget>> = {};
  for (const id of providerIds) {
    const own = configs.flatMap((config) => config?.providers?.[id]?.budget ?? []);
    const perRun = lowest(own.map((budget) => budget.perRun));
    const perDay = lowest(own.map((budget) => budget.perDay));
    if (own.length > 0) budgets[id] = { perRun, perDay };
  }
  return Object.keys(budgets).length === 0 ? undefined : budgets;
}

function lowest(caps: readonly (number | undefined)[]): number | undefined {
  const set = caps.filter((cap) => cap !== undefined);
  return set.length === 0 ? undefined : Math.min(...set);
}

/**
 * `WAN_MAX_COST` in USD; undefined when it is not set.
 *
 * @throws WanError `config.invalid` for anything but a plain amount: a cap that is not understood must not mean "no cap", and
 * an empty one is what a script makes of a name that it has misspelt
 */
export function parseMaxCost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(?:\.\d+)?$/.test(text.trim())) {
    throw new WanError('config.invalid', `WAN_MAX_COST: ${JSON.stringify(text)} is no amount in USD`, {
      hint:
        text === '' ? 'unset it for no cap, or give an amount: WAN_MAX_COST=2.50' : 'WAN_MAX_COST=2.50, for example',
    });
  }
  return Number(text);
}
