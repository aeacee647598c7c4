import type { ListedJob } from '../../providers/provider.js';
import type { Comparison, SoughtRow } from './compare-listed.js';

export interface MatchedRow extends SoughtRow {
  readonly listed: ListedJob;
}

export interface DoubtfulRow extends SoughtRow {
  /** Alike in all that can be compared. */
  readonly candidates: readonly ListedJob[];
}

export interface Matches {
  readonly matched: readonly MatchedRow[];
  readonly doubtful: readonly DoubtfulRow[];
  /** Rows of which the provider lists no job. */
  readonly withoutJob: readonly SoughtRow[];
  /** Jobs that certainly belong to no row, or are not needed. */
  readonly withoutRow: readonly ListedJob[];
}

/**
 * Finds rows among the jobs that their provider lists. A job that certainly has all of a row is given to it, the oldest to
 * the first where several rows and jobs are equal: their clips are interchangeable. One that ended without a clip gives way
 * to a later one, which was paid for after it. What is alike but for a file that
 * could not be compared is given to none.
 */
export async function matchListed(
  rows: readonly SoughtRow[],
  listed: readonly ListedJob[],
  { alikeTo, compare, mayBringClip }: Comparison,
): Promise<Matches> {
  const free = new Set([...listed].sort((a, b) => a.createdAt - b.createdAt));
  const matched: MatchedRow[] = [];
  const open: { row: SoughtRow; unclear: ListedJob[] }[] = [];
  // What was sent from here and lost is surer of its job than a row that only looks like it.
  for (const row of [...rows].sort((a, b) => Number(isSent(b)) - Number(isSent(a)))) {
    const unclear: ListedJob[] = [];
    let own: ListedJob | undefined;
    for (const job of await alikeTo(row)) {
      if (!free.has(job)) continue;
      const likeness = await compare(row, job);
      if (likeness === 'unclear') unclear.push(job);
      if (likeness !== 'same') continue;
      if (own !== undefined && (await mayBringClip(own))) break;
      own = job;
    }
    if (own === undefined) open.push({ row, unclear });
    else {
      free.delete(own);
      matched.push({ ...row, listed: own });
    }
  }
  const left = open.map(({ row, unclear }) => ({ ...row, candidates: unclear.filter((job) => free.has(job)) }));
  const doubtful = left.filter(({ candidates }) => candidates.length > 0);
  const unclear = new Set(doubtful.flatMap(({ candidates }) => candidates));
  return {
    matched: matched.sort(byIndex),
    doubtful: doubtful.sort(byIndex),
    withoutJob: left.filter(({ candidates }) => candidates.length === 0),
    withoutRow: [...free].filter((job) => !unclear.has(job)),
  };
}

function isSent({ job }: SoughtRow): boolean {
  return job !== null && 'intent' in job.state;
}

function byIndex(a: SoughtRow, b: SoughtRow): number {
  return a.record.index - b.record.index;
}
