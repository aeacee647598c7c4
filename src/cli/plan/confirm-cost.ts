import { toApproximateUsd } from '../../catalogue/exchange.js';
import type { Settings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import type { Engine } from '../../jobs/engine.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';
import { unpaidOf } from '../../jobs/plan/unpaid-clip.js';
import type { Runtime } from '../../runtime.js';
import { formatCount, formatMoney } from '../../ui/format.js';

export interface CostFlags {
  readonly yes?: true;
  readonly input: boolean;
  readonly untilCap?: true;
  readonly allowUnknownPrice?: true;
}

/** What tells whether a lost submit may be sent again. */
type Lookup = Pick<Engine, 'accountOf' | 'clock'>;

/** USD that the clips of a plan which are still to be paid may cost; null when one of their prices is not known. */
export function plannedCost(engine: Lookup, clips: readonly PlannedClip[]): number | null {
  let total = 0;
  for (const clip of clips) {
    const unpaid = unpaidOf(engine, clip);
    if (unpaid === null) continue;
    // Whoever takes over may be dearer; the question and the cap are about the most that it can be.
    const prices = [unpaid.estimate, ...clip.request.fallbacks.map(({ estimate }) => estimate)];
    const known = prices.flatMap((money) => (money === null ? [] : [toApproximateUsd(money)]));
    if (known.length < prices.length) return null;
    total += Math.max(...known);
  }
  return Number(total.toFixed(6));
}

/**
 * The gate before money is spent: the cap first, then a yes for what is above `confirmAbove`. Without a terminal it
 * fails closed.
 *
 * @throws WanError `money.cap`, `money.unknown-price`, `money.not-confirmed` (exit 10), `usage.invalid` (exit 2)
 */
export async function confirmCost(
  clips: readonly PlannedClip[],
  gate: {
    readonly settings: Settings;
    readonly engine: Lookup;
    readonly flags: CostFlags;
    readonly runtime: Pick<Runtime, 'stdin' | 'stderr'>;
  },
): Promise<void> {
  const { limits } = gate.settings;
  const { engine, flags } = gate;
  const cost = plannedCost(engine, clips);
  const cap = limits.perRun?.value;
  if (flags.untilCap === true && !hasCap(limits)) {
    throw new WanError('usage.invalid', '--until-cap was given, but no cap is set', { hint: 'set one: --max-cost' });
  }
  if (cost === 0) return;
  if (cap !== undefined) refuseAboveCap(cost, cap, flags);
  const covered = cap !== undefined && limits.capConfirms;
  if (flags.yes === true || covered || (cost !== null && cost <= limits.confirmAbove.value)) return;
  const count = formatCount(clips.filter((clip) => unpaidOf(engine, clip) !== null).length, 'clip');
  const what = `${count} for ${cost === null ? 'an unknown price' : `about ${formatMoney(cost)}`}`;
  if (flags.input && gate.runtime.stdin.isTTY === true && gate.runtime.stderr.isTTY === true) {
    if (await ask(`Render ${what}? [y/N] `, gate.runtime)) return;
    throw new WanError('money.not-confirmed', `${what}: not confirmed, nothing was sent`, {
      hint: '--yes confirms it',
    });
  }
  throw notConfirmed(cost, what, formatMoney(limits.confirmAbove.value));
}

/** Whether anything bounds what is spent; `$BUDGET` that was never set must not lift the bound that was meant. */
function hasCap({ perRun, perDay, byProvider }: Settings['limits']): boolean {
  return perRun !== undefined || perDay !== undefined || Object.keys(byProvider ?? {}).length > 0;
}

function notConfirmed(cost: number | null, what: string, confirmAbove: string): WanError {
  return cost === null
    ? new WanError('money.not-confirmed', `${what} counts as above ${confirmAbove}, and nobody can be asked`, {
        hint: 'confirm with --yes; a cap covers it only with --allow-unknown-price',
      })
    : new WanError('money.not-confirmed', `${what} is above ${confirmAbove} and nobody can be asked`, {
        hint: 'confirm with --yes, or set a cap that covers it: --max-cost',
      });
}

function refuseAboveCap(cost: number | null, cap: number, flags: CostFlags): void {
  if (cost === null && flags.allowUnknownPrice !== true) {
    throw new WanError('money.unknown-price', `the price is not known, and the cap is ${formatMoney(cap)}`, {
      hint: 'allow it with --allow-unknown-price',
    });
  }
  if (cost !== null && cost > cap && flags.untilCap !== true) {
    throw new WanError(
      'money.cap',
      `this run would cost about ${formatMoney(cost)}, above the cap of ${formatMoney(cap)}; nothing was sent`,
      {
        hint: 'raise --max-cost, or spend up to it with --until-cap',
      },
    );
  }
}

/** One line of answer; anything but a clear yes is a no. */
async function ask(question: string, { stdin, stderr }: Pick<Runtime, 'stdin' | 'stderr'>): Promise<boolean> {
  stderr.write(question);
  for await (const chunk of stdin) return /^\s*y(es)?\s*$/i.test(String(chunk));
  return false;
}
