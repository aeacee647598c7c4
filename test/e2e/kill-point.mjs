/**
 * What the preloads that end wan share: steps are counted, and right before or right after the n-th the process gets
 * SIGKILL. Ledger writes and new file names are one sequence when both preloads are there.
 *
 * WAN_KILL=before:3 or after:3; WAN_COUNT_WRITES=<file that takes the count of a run that is left alone>
 */
import { writeFileSync } from 'node:fs';

const [phase, wanted] = (process.env.WAN_KILL ?? '').split(':');
let steps = 0;

export function step(perform) {
  const here = begin();
  const result = perform();
  if (here && phase === 'after') die();
  return result;
}

export async function stepLater(perform) {
  const here = begin();
  const result = await perform();
  if (here && phase === 'after') die();
  return result;
}

function begin() {
  steps += 1;
  const here = steps === Number(wanted);
  if (here && phase === 'before') die();
  return here;
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

if (process.env.WAN_COUNT_WRITES !== undefined) {
  process.on('exit', () => writeFileSync(process.env.WAN_COUNT_WRITES, String(steps)));
}
