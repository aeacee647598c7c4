import type { Money } from '../../providers/provider.js';
import type { AuditRow } from './audit-rows.js';

/**
 * Why a job is listed.
 *
 * Paid and not delivered: it counts as charged, its price is not known to be 0, and there is no clip.
 * - `unknown`: the answer to the submit was lost, or `wan` was stopped while sending more than an hour ago
 * - `overdue`: accepted more than a day ago, or rendered and past its expiry, and still not here
 * - `failed`: ended with an error by a provider whose document does not say that failures are free
 * - `cancelled`: cancelled after it was accepted
 * - `expired`: the provider no longer keeps it
 *
 * Delivered, file gone: `file-gone`. The clip was here; this is no claim against the provider.
 *
 * Delivered and not paid: the clip is here and
 * - `no-charge`: the provider says that it charged nothing, though it was to cost something
 * - `no-price`: neither catalogue nor provider named a price; an adopted job, often
 *
 * Clips that were reused are no jobs of their own and appear nowhere.
 */
export type AuditReason =
  | 'unknown'
  | 'overdue'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'file-gone'
  | 'no-charge'
  | 'no-price';

export type AuditKind = 'paid-not-delivered' | 'file-gone' | 'delivered-not-paid';

export interface AuditFinding {
  readonly kind: AuditKind;
  readonly reason: AuditReason;
  readonly row: AuditRow;
  /** Actual where the provider told it, else estimated; null: nobody named a price. */
  readonly amount: (Money & { readonly isActual: boolean }) | null;
}

export interface AuditSight {
  /** Epoch milliseconds. */
  readonly now: number;
  isFile(path: string): boolean;
}

const sendingMs = 3_600_000;
const overdueMs = 86_400_000;

/** What does not add up among jobs that were sent; each is listed once, most of them not at all. */
export function auditFindings(rows: readonly AuditRow[], sight: AuditSight): AuditFinding[] {
  return rows.flatMap((row) => {
    const reason = reasonFor(row, sight);
    return reason === undefined ? [] : [{ kind: kindOf(reason), reason, row, amount: amountOf(row) }];
  });
}

function kindOf(reason: AuditReason): AuditKind {
  if (reason === 'file-gone') return 'file-gone';
  return reason === 'no-charge' || reason === 'no-price' ? 'delivered-not-paid' : 'paid-not-delivered';
}

function reasonFor(row: AuditRow, sight: AuditSight): AuditReason | undefined {
  if (row.status === 'done') return deliveredReason(row, sight);
  return row.charged && amountOf(row)?.amount !== 0 ? undeliveredReason(row, sight.now) : undefined;
}

function undeliveredReason(row: AuditRow, now: number): AuditReason | undefined {
  const age = now - row.submittedAt;
  switch (row.status) {
    case 'unknown':
      return 'unknown';
    case 'submitting':
      return age > sendingMs ? 'unknown' : undefined;
    case 'submitted':
      return age > overdueMs ? 'overdue' : undefined;
    case 'rendered':
      return age > overdueMs || (row.expiresAt !== null && row.expiresAt < now) ? 'overdue' : undefined;
    case 'failed':
    case 'cancelled':
    case 'expired':
      return row.status;
    default:
      return undefined;
  }
}

function deliveredReason(row: AuditRow, { isFile }: AuditSight): AuditReason | undefined {
  const amount = amountOf(row);
  if (amount === null) return 'no-price';
  if (row.actual?.amount === 0 && row.estimate !== null && row.estimate.amount > 0) return 'no-charge';
  return amount.amount > 0 && !row.outputs.some((path) => isFile(path)) ? 'file-gone' : undefined;
}

function amountOf({ actual, estimate }: AuditRow): AuditFinding['amount'] {
  if (actual !== null) return { ...actual, isActual: true };
  return estimate === null ? null : { ...estimate, isActual: false };
}
