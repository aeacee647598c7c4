import type { HostIdentity } from '../../runtime.js';
import type { Job } from '../job.js';
import { type Limits, type Slowdown, slowedDown, spacingMs } from '../pace.js';
import { isOwnerAlive } from './leases.js';
import type { Sql, SqlValue } from './sql.js';

/** The key of one provider, as jobs record it. */
export type AccountKey = Pick<Job, 'provider' | 'keyFingerprint' | 'apiOrigin'>;

export interface TurnQuestion {
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly host: HostIdentity;
  /** Whether jobs under way count: not for one that is handed over and left to the provider's own queue. */
  readonly needsSlot: boolean;
  /** How long a job that nobody alive follows is taken to be rendering, ms. */
  readonly lifetimeMs: number;
  /** Submits of this process that are about to be written down; 0 when left out. */
  readonly ahead?: number | undefined;
}

/** When a job of this account may be sent: 0 is now; `slot` means that jobs under way have to end first. */
export interface Turn {
  readonly inMs: number;
  readonly why: 'free' | 'slot' | 'rate' | 'throttled';
}

/** How often a slot is looked for that another job holds, ms. */
const lookEveryMs = 1_000;

/**
 * Whether an account takes another submit now, over all processes of the user. Asked inside the transaction that writes
 * the intent, so that of several processes only as many pass as the limits allow.
 */
export function nextTurn(sql: Sql, account: AccountKey, question: TurnQuestion): Turn {
  const { limits, now, ahead = 0 } = question;
  const slowdown = readSlowdown(sql, account);
  // A time that lies further off than any service names was written under a clock that has been set back.
  const pauseMs = (slowdown?.notBefore ?? 0) - now;
  if (pauseMs > 0 && now >= (slowdown?.slowedAt ?? 0)) return { inMs: pauseMs, why: 'throttled' };
  const spacing = spacingMs(limits, slowdown, now);
  const waits = [
    ...(spacing === 0 ? [] : [{ nth: 1, forMs: spacing }]),
    ...(limits.rate === null ? [] : [{ nth: limits.rate.count, forMs: limits.rate.perMs }]),
  ];
  const inMs = Math.max(
    ...waits.map(({ nth, forMs }) => {
      const since = nth > ahead ? intentBefore(sql, account, { now, nth: nth - ahead }) : now;
      return since === undefined ? 0 : since + forMs - now;
    }),
    0,
  );
  if (inMs > 0) return { inMs, why: 'rate' };
  if (question.needsSlot && countUnderWay(sql, account, question) + ahead >= limits.concurrency)
    return { inMs: lookEveryMs, why: 'slot' };
  return { inMs: 0, why: 'free' };
}

/** Notes a 429 for all processes; returns when the account may be asked again, epoch ms. */
export function slowDown(
  sql: Sql,
  account: AccountKey,
  throttled: { limits: Limits; now: number; retryAfterMs: number | undefined },
): number {
  return sql.transaction(() => {
    const next = slowedDown(throttled.limits, readSlowdown(sql, account), throttled);
    sql.run(
      'INSERT OR REPLACE INTO paces (account, not_before, per_second, strikes, slowed_at) VALUES (?, ?, ?, ?, ?)',
      nameOf(account),
      Math.ceil(next.notBefore),
      next.perSecond,
      next.strikes,
      next.slowedAt,
    );
    return next.notBefore;
  });
}

function readSlowdown(sql: Sql, account: AccountKey): Slowdown | undefined {
  const row = sql.get('SELECT * FROM paces WHERE account = ?', nameOf(account));
  return row === undefined
    ? undefined
    : {
        notBefore: Number(row.not_before),
        perSecond: Number(row.per_second),
        strikes: Number(row.strikes),
        slowedAt: Number(row.slowed_at),
      };
}

const ofAccount = 'provider = ? AND key_fingerprint = ? AND api_origin = ?';

/** When the n-th newest intent was written; those of a later time come from a clock that has been set back. */
function intentBefore(sql: Sql, account: AccountKey, { now, nth }: { now: number; nth: number }): number | undefined {
  const row = sql.get(
    `SELECT intent_at FROM jobs WHERE ${ofAccount} AND intent_at <= ? ORDER BY intent_at DESC LIMIT 1 OFFSET ?`,
    ...columnsOf(account),
    now,
    nth - 1,
  );
  return row === undefined ? undefined : Number(row.intent_at);
}

/** Jobs of living processes that were sent and have not ended, and those of dead ones for as long as they may be rendering. */
function countUnderWay(sql: Sql, account: AccountKey, { now, host, lifetimeMs }: TurnQuestion): number {
  const rows = sql.all(
    `SELECT lease_owner, COUNT(*) AS jobs, SUM(status = 'submitted' AND submitted_at > ? AND submitted_at <= ?) AS fresh
     FROM jobs WHERE ${ofAccount} AND status IN ('submitting', 'submitted') GROUP BY lease_owner`,
    now - lifetimeMs,
    now,
    ...columnsOf(account),
  );
  return rows
    .map(({ lease_owner: owner, jobs, fresh }) =>
      Number(owner !== null && isOwnerAlive(sql, String(owner), { at: now, host }) ? jobs : fresh),
    )
    .reduce((sum, count) => sum + count, 0);
}

function columnsOf(account: AccountKey): SqlValue[] {
  return [account.provider, account.keyFingerprint, account.apiOrigin];
}

function nameOf(account: AccountKey): string {
  return columnsOf(account).join(' ');
}
