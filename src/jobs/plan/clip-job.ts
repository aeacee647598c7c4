import type { PlannedClip } from './plan-run.js';

/** The job that a planned clip is, or will be once it is written down. */
export function jobIdOf({ decision, own }: Pick<PlannedClip, 'decision' | 'own'>): string {
  if ('job' in decision) return decision.job.id;
  if (own === null) throw new Error('a new clip has an id');
  return own.id;
}
