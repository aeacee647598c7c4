import { companyPause, nextLoopTurn } from '../../runtime.js';
import type { Sql } from './sql.js';

/** Writes of many jobs in one durable transaction. */
export interface SharedCommit {
  /** Resolves when the work is durable. It may run twice, so it changes nothing but the database. */
  run<T>(work: () => T): Promise<T>;
  /** Commits what waits, before the database is closed. */
  settle(): void;
}

interface Waiting {
  /** Runs inside a transaction; returns what to do once that is durable. */
  readonly begin: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * What becomes ready in one turn of the event loop is committed together, and where there was company, for some
 * milliseconds: a thousand jobs that end at once wait for the disk a few times and not a thousand times. If one of them
 * fails, each is tried alone, so that no job fails for another.
 */
export function createSharedCommit(sql: Pick<Sql, 'transaction'>): SharedCommit {
  const waiting: Waiting[] = [];
  let hadCompany = false;

  const settle = () => {
    const group = waiting.splice(0);
    if (group.length > 0) hadCompany = group.length > 1;
    if (group.length === 0 || commit(sql, group) || group.length === 1) return;
    for (const one of group) commit(sql, [one]);
  };

  return {
    settle,
    run: (work) =>
      new Promise((resolve, reject) => {
        const begin = () => {
          const result = work();
          return () => resolve(result);
        };
        const isFirst = waiting.push({ begin, fail: reject }) === 1;
        if (isFirst) void (hadCompany ? companyPause() : nextLoopTurn()).then(settle);
      }),
  };
}

/** Whether all of it is durable; one that fails alone learns why. */
function commit(sql: Pick<Sql, 'transaction'>, group: readonly Waiting[]): boolean {
  try {
    const tell = sql.transaction(() => group.map(({ begin }) => begin()));
    for (const each of tell) each();
    return true;
  } catch (error) {
    if (group.length === 1) group[0]?.fail(error);
    return false;
  }
}
