import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Job } from '../../jobs/job.js';

/**
 * A finished job as its clip lies now. Paths are kept absolute; where the folder of a command was moved or got another
 * name, the clip is found below it under the path that it had there.
 */
export function locateClip(job: Job, cwd: string, isInPlace: (moved: Job) => boolean): Job {
  const { state } = job;
  const [clip] = state.status === 'done' ? state.outputs : [];
  if (state.status !== 'done' || clip === undefined || existsSync(clip)) return job;
  const steps = clip.split(sep);
  for (let kept = 1; kept < steps.length; kept += 1) {
    const moved = (path: string) => join(cwd, ...path.split(sep).slice(steps.length - kept));
    const here = { ...job, output: moved(job.output), state: { ...state, outputs: state.outputs.map(moved) } };
    if (isInPlace(here)) return here;
  }
  return job;
}
