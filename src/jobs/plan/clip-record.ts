import type { JobRecord } from '../job.js';

/** What a new clip has of its own; the rest of its job's record it shares with the other takes of its request. */
export type OwnToClip = Pick<
  JobRecord,
  'id' | 'run' | 'index' | 'identity' | 'take' | 'seed' | 'seedDrawn' | 'output' | 'createdAt' | 'movedFrom'
>;

/** What all takes of a request share. */
export type SharedByTakes = Omit<JobRecord, keyof OwnToClip>;

export interface ClipParts {
  readonly request: SharedByTakes;
  /** Null where a job of before is the clip. */
  readonly own: OwnToClip | null;
}

/**
 * The record of a new clip's job; null where it needs none. Made when it is asked for: of ten thousand clips, few are
 * needed at once. Field by field, because copies of what is left of an object take ten times the memory.
 */
export function recordOf({ request, own }: ClipParts): JobRecord | null {
  if (own === null) return null;
  return {
    id: own.id,
    run: own.run,
    index: own.index,
    provider: request.provider,
    model: request.model,
    endpoint: request.endpoint,
    keyFingerprint: request.keyFingerprint,
    apiOrigin: request.apiOrigin,
    identity: own.identity,
    take: own.take,
    request: own.seed === null ? request.request : { ...request.request, seed: own.seed },
    origins: request.origins,
    chosen: request.chosen,
    seed: own.seed,
    seedDrawn: own.seedDrawn,
    sources: request.sources,
    output: own.output,
    overwrite: request.overwrite,
    provenance: request.provenance,
    webhook: request.webhook,
    row: request.row,
    rowIdentity: request.rowIdentity,
    estimate: request.estimate,
    createdAt: own.createdAt,
    ...(own.movedFrom === undefined ? {} : { movedFrom: own.movedFrom }),
  };
}
