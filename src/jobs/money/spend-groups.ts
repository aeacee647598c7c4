import { z } from 'zod';
import type { Money } from '../../providers/provider.js';
import type { Sql, SqlValue } from '../ledger/sql.js';

export const spendKeys = ['day', 'provider', 'model', 'run'] as const;
export type SpendKey = (typeof spendKeys)[number];

export interface SpendQuestion {
  readonly by: SpendKey;
  /** Epoch milliseconds; counts from the submit. */
  readonly since?: number | undefined;
  readonly provider?: string | undefined;
}

/** Jobs of one key, provider, currency and kind, added up by the database. */
export interface SpendGroup {
  readonly key: string;
  readonly provider: string;
  /** Null: neither estimated nor told by the provider. */
  readonly currency: Money['currency'] | null;
  /** `charged`, or as good as; `reserved`: the submit may not have been accepted; `free`: certainly not charged. */
  readonly kind: 'charged' | 'reserved' | 'free';
  readonly jobs: number;
  readonly failed: number;
  readonly spent: number | null;
  readonly estimated: number | null;
  readonly actual: number | null;
  readonly actualJobs: number;
}

const groupSchema = z.object({
  key: z.union([z.string(), z.number()]),
  provider: z.string(),
  currency: z.custom<Money['currency']>((value) => typeof value === 'string').nullable(),
  kind: z.enum(['charged', 'reserved', 'free']),
  jobs: z.number(),
  failed: z.number(),
  spent: z.number().nullable(),
  estimated: z.number().nullable(),
  actual: z.number().nullable(),
  actualJobs: z.number(),
});

/**
 * A quarter of an hour: every time zone's midnight lies on one, so the database adds up whole quarters, and which local
 * day each belongs to is asked once a quarter instead of once a job.
 */
const quarterMs = 900_000;

/** A job counts from its submit on; an adopted one from its adoption. */
const submitted = 'COALESCE(intent_at, submitted_at)';

const keyColumns: Readonly<Record<SpendKey, string>> = {
  day: `${submitted} / ${quarterMs}`,
  provider: 'provider',
  model: "provider || ' ' || model",
  run: 'run_id',
};

/** Adds up every job that was sent, by key, provider, currency and whether it counts as charged. */
export function groupSpend(sql: Sql, { by, since, provider }: SpendQuestion): SpendGroup[] {
  const conditions: [string, SqlValue[]][] = [[`${submitted} IS NOT NULL`, []]];
  if (since !== undefined) conditions.push([`${submitted} >= ?`, [since]]);
  if (provider !== undefined) conditions.push(['provider = ?', [provider]]);
  const rows = sql.all(
    `SELECT ${keyColumns[by]} AS key, provider,
       COALESCE(actual_currency, estimate_currency) AS currency,
       CASE WHEN committed_usd IS NULL THEN 'free' WHEN status IN ('unknown', 'submitting') THEN 'reserved'
         ELSE 'charged' END AS kind,
       COUNT(*) AS jobs,
       SUM(status = 'failed') AS failed,
       SUM(COALESCE(actual, estimate)) AS spent,
       SUM(CASE WHEN actual_currency IS NULL OR actual_currency = estimate_currency THEN estimate END) AS estimated,
       SUM(actual) AS actual,
       COUNT(actual) AS actualJobs
     FROM jobs WHERE ${conditions.map(([text]) => text).join(' AND ')} GROUP BY 1, 2, 3, 4`,
    ...conditions.flatMap(([, values]) => values),
  );
  return rows.map((row) => {
    const { key, ...rest } = groupSchema.parse(row);
    return { ...rest, key: typeof key === 'number' ? localDay(key * quarterMs) : key };
  });
}

/** The user's own calendar day, `2026-11-21`. */
function localDay(at: number): string {
  const day = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
