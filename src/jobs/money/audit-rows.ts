import { z } from 'zod';
import type { Money } from '../../providers/provider.js';
import { readLedgerText } from '../ledger/ledger-text.js';
import type { Sql, SqlValue } from '../ledger/sql.js';

/** A job as an audit sees it. */
export interface AuditRow {
  readonly id: string;
  readonly run: string;
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly status: string;
  /** The provider's own id; null where the answer to the submit was lost. */
  readonly remoteId: string | null;
  /** Ids at the provider that might be this job, where several match. */
  readonly candidates: readonly string[];
  /** What the provider, or we, said of how it ended. */
  readonly error: string | null;
  readonly outputs: readonly string[];
  readonly estimate: Money | null;
  readonly actual: Money | null;
  /** Whether it counts as charged: sent, and neither refused nor failed where failures are free. */
  readonly charged: boolean;
  readonly isAdopted: boolean;
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  readonly finishedAt: number | null;
  readonly expiresAt: number | null;
}

export interface AuditQuestion {
  /** Epoch milliseconds; counts from the submit. */
  readonly since?: number | undefined;
  readonly provider?: string | undefined;
}

const currency = z.custom<Money['currency']>((value) => typeof value === 'string').nullable();
const list = z
  .string()
  .nullable()
  .transform((text) => readLedgerText(text ?? '[]', { schema: z.array(z.string()), what: 'a job' }));

const rowSchema = z.object({
  id: z.string(),
  run_id: z.string(),
  provider: z.string(),
  model: z.string(),
  endpoint: z.string(),
  status: z.string(),
  remote_id: z.string().nullable(),
  candidates: list,
  outputs: list,
  error: z.string().nullable(),
  estimate: z.number().nullable(),
  estimate_currency: currency,
  actual: z.number().nullable(),
  actual_currency: currency,
  committed_usd: z.number().nullable(),
  intent_at: z.number().nullable(),
  sent_at: z.number(),
  finished_at: z.number().nullable(),
  expires_at: z.number().nullable(),
});

/** Every job that was sent or adopted, oldest first. */
export function auditRows(sql: Sql, { since, provider }: AuditQuestion): AuditRow[] {
  const conditions: [string, SqlValue[]][] = [['COALESCE(intent_at, submitted_at) IS NOT NULL', []]];
  if (since !== undefined) conditions.push(['COALESCE(intent_at, submitted_at) >= ?', [since]]);
  if (provider !== undefined) conditions.push(['provider = ?', [provider]]);
  const rows = sql.all(
    `SELECT id, run_id, provider, model, endpoint, status, remote_id, estimate, estimate_currency, actual,
       actual_currency, committed_usd, intent_at, COALESCE(intent_at, submitted_at) AS sent_at, finished_at, expires_at,
       json_extract(state, '$.candidates') AS candidates, json_extract(state, '$.outputs') AS outputs,
       json_extract(state, '$.error.message') AS error
     FROM jobs WHERE ${conditions.map(([text]) => text).join(' AND ')} ORDER BY provider, sent_at, position`,
    ...conditions.flatMap(([, values]) => values),
  );
  return rows.map((row) => toAuditRow(rowSchema.parse(row)));
}

function toAuditRow(row: z.infer<typeof rowSchema>): AuditRow {
  return {
    id: row.id,
    run: row.run_id,
    provider: row.provider,
    model: row.model,
    endpoint: row.endpoint,
    status: row.status,
    remoteId: row.remote_id,
    candidates: row.candidates,
    error: row.error,
    outputs: row.outputs,
    estimate: toMoney(row.estimate, row.estimate_currency),
    actual: toMoney(row.actual, row.actual_currency),
    charged: row.committed_usd !== null,
    isAdopted: row.intent_at === null,
    submittedAt: row.sent_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  };
}

function toMoney(amount: number | null, unit: Money['currency'] | null): Money | null {
  return amount === null || unit === null ? null : { amount, currency: unit };
}
