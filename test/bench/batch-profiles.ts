import type { JobProfile } from '../simulators/kit/jobs.js';

/** Ends with its submit. */
export const atOnce: JobProfile = { queuedPolls: 0, renderingPolls: 0, queuedMs: 0, renderingMs: 0 };

/** Ends after that much of the simulator's time, however often it is asked. */
export function rendersFor(renderingMs: number): JobProfile {
  return { queuedPolls: Infinity, renderingPolls: Infinity, queuedMs: 0, renderingMs };
}
