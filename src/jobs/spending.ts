import { toApproximateUsd } from '../catalogue/exchange.js';
import { WanError } from '../errors.js';
import type { Job } from './job.js';
import type { Sql } from './sql.js';

/** Limits in USD; absent means none. 0 is a limit. */
export interface Caps {
  readonly perRun: number | null;
  readonly perDay: number | null;
  readonly allowUnknownPrice: boolean;
  /** Epoch milliseconds at which the local calendar day began. */
  readonly dayStart: number;
}

/**
 * Refuses a submit that would break a cap. Called inside the transaction that writes the intent, so that processes
 * racing for the last cents are served one after another.
 *
 * @throws WanError `money.cap` or `money.unknown-price` (exit 10)
 */
export function guardCaps(sql: Sql, job: Job, caps: Caps): void {
  if (caps.perRun === null && caps.perDay === null) return;
  if (job.estimate === null && !caps.allowUnknownPrice) {
    throw new WanError(
      'money.unknown-price',
      `the price of ${job.provider} ${job.endpoint} is not known, and a cap is set`,
      {
        hint: 'allow it with --allow-unknown-price',
        provider: job.provider,
      },
    );
  }
  const price = job.estimate === null ? 0 : toApproximateUsd(job.estimate);
  refuseAbove(caps.perRun, spentInRun(sql, job.run) + price, 'this run');
  refuseAbove(caps.perDay, spentSince(sql, caps.dayStart) + price, 'today');
}

/** USD that the jobs of a run count: charged, or possibly charged. */
export function spentInRun(sql: Sql, run: string): number {
  return Number(sql.get('SELECT COALESCE(SUM(committed_usd), 0) AS usd FROM jobs WHERE run_id = ?', run)?.usd ?? 0);
}

/** USD counted by jobs submitted since a time. */
export function spentSince(sql: Sql, since: number): number {
  const row = sql.get(
    'SELECT COALESCE(SUM(committed_usd), 0) AS usd FROM jobs WHERE intent_at >= ? AND committed_usd IS NOT NULL',
    since,
  );
  return Number(row?.usd ?? 0);
}

/** Sums of cents drift by rounding; a hundredth of a cent is not a breach. */
const roundingUsd = 0.0001;

function refuseAbove(cap: number | null, total: number, what: string): void {
  if (cap === null || total <= cap + roundingUsd) return;
  throw new WanError('money.cap', `${what} would cost $${total.toFixed(2)}, above the cap of $${cap.toFixed(2)}`, {
    hint: 'raise --max-cost or budget in the config',
  });
}
