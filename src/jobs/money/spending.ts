import { toApproximateUsd } from '../../catalogue/exchange.js';
import { WanError } from '../../errors.js';
import type { ProviderId } from '../../providers/request.js';
import type { Job } from '../job.js';
import { commandOfRun } from '../ledger/runs-table.js';
import type { Sql } from '../ledger/sql.js';

/** Limits in USD; absent means none. 0 is a limit. */
export interface Caps {
  readonly perRun: number | null;
  readonly perDay: number | null;
  /** The run that `perRun` is the cap of, and that sends the job; left out: the one that planned it. */
  readonly run?: string | undefined;
  readonly allowUnknownPrice: boolean;
  /** Epoch milliseconds at which the local calendar day of the submit began. */
  readonly dayStart: number;
  /** Caps on what goes to one provider, beside those on the whole. */
  readonly byProvider?: Readonly<Partial<Record<ProviderId, ProviderCaps>>> | undefined;
}

/** USD that one provider may cost. */
export interface ProviderCaps {
  readonly perRun?: number | undefined;
  readonly perDay?: number | undefined;
}

/**
 * Refuses a submit that would break a cap. Called inside the transaction that writes the intent, so that processes
 * racing for the last cents are served one after another.
 *
 * @throws WanError `money.cap` or `money.unknown-price` (exit 10)
 */
export function guardCaps(sql: Sql, job: Job, caps: Caps): void {
  const { provider } = job;
  const { perRun, perDay } = caps.byProvider?.[provider] ?? {};
  if ([caps.perRun ?? undefined, caps.perDay ?? undefined, perRun, perDay].every((cap) => cap === undefined)) return;
  const { run = job.run } = caps;
  const again = (flag: string) => againWith(sql, { job, run, flag });
  if (job.estimate === null && !caps.allowUnknownPrice) {
    throw new WanError(
      'money.unknown-price',
      `the price of ${job.provider} ${job.endpoint} is not known, and a cap is set`,
      { hint: again('--allow-unknown-price'), provider: job.provider },
    );
  }
  const price = job.estimate === null ? 0 : toApproximateUsd(job.estimate);
  // What is free breaks no cap, not even one that was lowered, or that a provider charged beyond its estimate.
  if (price === 0 && job.estimate !== null) return;
  refuseAbove(caps.perRun, spentInRun(sql, run) + price, {
    what: 'this run',
    hint: () => `${again('a higher --max-cost')}: what is paid is not paid again`,
  });
  refuseAbove(caps.perDay, spentSince(sql, caps.dayStart) + price, {
    what: 'today',
    hint: () => `raise budget.perDay in the config, or tomorrow: wan resume ${run}`,
  });
  if (perRun !== undefined) {
    refuseAbove(perRun, spentInRun(sql, run, provider) + price, {
      what: `this run at ${provider}`,
      hint: () => `raise providers.${provider}.budget.perRun in the config, then: wan resume ${run}`,
    });
  }
  if (perDay !== undefined) {
    refuseAbove(perDay, spentSince(sql, caps.dayStart, provider) + price, {
      what: `today at ${provider}`,
      hint: () => `raise providers.${provider}.budget.perDay in the config, or tomorrow: wan resume ${run}`,
    });
  }
}

interface Again {
  readonly job: Job;
  readonly run: string;
  readonly flag: string;
}

/**
 * The command that goes on where a run was stopped. Takes with drawn seeds are all alike, so that the same number of them
 * would be what is left and new ones besides.
 */
function againWith(sql: Sql, { job, run, flag }: Again): string {
  const command = commandOfRun(sql, run);
  const left = command === 'generate' && job.seedDrawn ? neverSentOf(sql, run) : null;
  return `the same wan ${command} again with ${left === null ? '' : `-c ${left} and `}${flag}`;
}

/** How many clips of a run were not sent yet; null where none was. Counted by the database: each refused clip asks. */
function neverSentOf(sql: Sql, run: string): number | null {
  const row = sql.get(
    `SELECT COUNT(*) AS asked, SUM(status IN ('planned', 'uploaded')) AS unsent FROM jobs WHERE run_id = ?
       OR id IN (SELECT value FROM runs JOIN json_each(settings, '$.shared') WHERE runs.id = ?)`,
    run,
    run,
  );
  return row?.unsent === row?.asked ? null : Number(row?.unsent);
}

/** USD that the jobs of a run count: charged, or possibly charged; those of one provider if it is named. */
export function spentInRun(sql: Sql, run: string, provider?: ProviderId): number {
  const sum = 'SELECT COALESCE(SUM(committed_usd), 0) AS usd FROM jobs WHERE run_id = ? AND committed_usd IS NOT NULL';
  const row = provider === undefined ? sql.get(sum, run) : sql.get(`${sum} AND provider = ?`, run, provider);
  return Number(row?.usd ?? 0);
}

/** USD counted by jobs submitted since a time; those of one provider if it is named. */
export function spentSince(sql: Sql, since: number, provider?: ProviderId): number {
  const sum =
    'SELECT COALESCE(SUM(committed_usd), 0) AS usd FROM jobs WHERE intent_at >= ? AND committed_usd IS NOT NULL';
  const row = provider === undefined ? sql.get(sum, since) : sql.get(`${sum} AND provider = ?`, since, provider);
  return Number(row?.usd ?? 0);
}

/** Sums of cents drift by rounding; a hundredth of a cent is not a breach. */
const roundingUsd = 0.0001;

interface Refusal {
  readonly what: string;
  /** The way on that lifts this very cap. */
  hint(): string;
}

function refuseAbove(cap: number | null, total: number, { what, hint }: Refusal): void {
  if (cap === null || total <= cap + roundingUsd) return;
  throw new WanError('money.cap', `${what} would cost ${dollars(total)}, above the cap of ${dollars(cap)}`, {
    hint: hint(),
  });
}

/** At least two decimals, and up to four where a cent is too coarse to tell a cost from its cap. */
function dollars(usd: number): string {
  return `$${usd.toFixed(4).replace(/0{1,2}$/, '')}`;
}
