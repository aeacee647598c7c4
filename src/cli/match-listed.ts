import { toWire } from '../catalogue/wire.js';
import { recordOf } from '../jobs/clip-record.js';
import type { JobRecord } from '../jobs/job.js';
import type { PlannedClip } from '../jobs/plan-run.js';
import type { ListedJob, Operation } from '../providers/provider.js';
import { resemblesBody } from '../providers/same-body.js';
import type { Workshop } from './workshop.js';

export interface MatchedJob {
  readonly record: JobRecord;
  readonly operation: Operation;
}

export interface Matches {
  readonly matched: readonly MatchedJob[];
  /** Rows of which the provider lists no job that certainly is theirs. */
  readonly withoutJob: readonly JobRecord[];
  /** Jobs that belong to no row, or to more than one. */
  readonly withoutRow: readonly ListedJob[];
}

/**
 * Finds the rows of a manifest among the jobs that a provider lists: the same model and the same body, addresses of files
 * apart, which change with every upload. Derived seeds tell rows apart; where two rows or two jobs still fit, none is taken.
 */
export function matchListed(workshop: Workshop, clips: readonly PlannedClip[], listed: readonly ListedJob[]): Matches {
  const records = clips.flatMap((clip) => recordOf(clip) ?? []);
  const bodies = new Map(records.map((record) => [record, bodyOf(workshop, record)]));
  const fits = (record: JobRecord, job: ListedJob) =>
    job.body !== undefined &&
    (job.endpoint === undefined || job.endpoint === record.endpoint) &&
    resemblesBody(bodies.get(record) ?? {}, job.body);
  const matched = records.flatMap((record) => {
    const jobs = listed.filter((job) => fits(record, job));
    const [job] = jobs;
    if (job === undefined || jobs.length > 1) return [];
    return records.some((other) => other !== record && fits(other, job)) ? [] : [{ record, operation: job.operation }];
  });
  const taken = new Set(matched.map(({ record }) => record));
  const known = new Set(matched.map(({ operation }) => operation.remoteId));
  return {
    matched,
    withoutJob: records.filter((record) => !taken.has(record)),
    withoutRow: listed.filter(({ operation }) => !known.has(operation.remoteId)),
  };
}

function bodyOf({ models }: Workshop, record: JobRecord) {
  const media = Object.fromEntries(
    Object.keys(record.sources).map((role) => [role, { url: `https://media.invalid/${role}`, expiresAt: null }]),
  );
  return toWire(models.of(record), record.request, media).wire;
}
