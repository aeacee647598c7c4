import { dirname } from 'node:path';
import { keptSize, makeDirectories } from '../../files/output-facts.js';
import { copyClip } from '../../files/place.js';
import type { BringClip } from '../../jobs/adopt/adopt.js';

/** Copies the clip of a job to the place that another has for it, unless its file is gone or was replaced. */
export const bringClip: BringClip = async ({ state }, { id, output, overwrite }) => {
  if (state.status !== 'done') return null;
  const [first] = state.outputs;
  if (first === undefined || keptSize(first) !== state.bytes) return null;
  await makeDirectories([dirname(output)]);
  const path = await copyClip(first, { path: output, overwrite, job: id });
  return { outputs: [path, ...state.outputs.slice(1)], bytes: state.bytes };
};
