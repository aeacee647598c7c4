import type { ProviderId } from '../providers/request.js';
import { driveJob } from './drive.js';
import type { Engine, Goal, Outcome } from './engine.js';
import type { Job } from './job.js';

/** Jobs at once where the provider publishes no limit. */
const usualConcurrency = 4;

/**
 * Drives jobs side by side, as many at once as each provider takes, in the given order; one outcome a job, in that
 * order. A stop leaves the rest as it is.
 */
export async function driveAll(
  engine: Engine,
  jobs: readonly Job[],
  goal: Goal,
  concurrency?: number | undefined,
): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const queues = new Map<ProviderId, Job[]>();
  // Two takes may be one clip (a seed that wraps); driven twice at once, it would be taken from itself.
  for (const job of new Map(jobs.map((each) => [each.id, each])).values()) {
    queues.set(job.provider, [...(queues.get(job.provider) ?? []), job]);
  }
  const lanes = [...queues].flatMap(([provider, queue]) =>
    Array.from({ length: Math.min(queue.length, concurrency ?? limitOf(engine, provider)) }, async () => {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        outcomes.set(
          job.id,
          engine.stop.aborted ? { job, error: null, reused: false } : await driveJob(engine, job.id, goal),
        );
      }
    }),
  );
  await Promise.all(lanes);
  return jobs.map((job) => outcomes.get(job.id) ?? { job, error: null, reused: false });
}

function limitOf(engine: Engine, provider: ProviderId): number {
  try {
    return engine.accountOf(provider).provider.facts.concurrency ?? usualConcurrency;
  } catch {
    // The missing key is each job's own error, when it is driven.
    return 1;
  }
}
