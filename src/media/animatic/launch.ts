import { mkdir } from 'node:fs/promises';
import { writePrivateFile } from '../../files/atomic.js';
import { systemCode, toDiskError } from '../../files/disk-error.js';
import type { HostIdentity } from '../../runtime.js';
import type { Ffmpeg } from '../ffmpeg.js';
import { renderArguments } from './arguments.js';
import { type AttemptPaths, attemptPaths, listAttempts } from './attempt.js';
import { isCancelled } from './cancelled.js';
import type { Order } from './order.js';
import { recordProcess } from './process-record.js';

/**
 * Starts ffmpeg for one attempt, unless somebody else has the right to: whoever makes the folder has it.
 *
 * @throws WanError `local.ffmpeg-missing` before the folder is made, `local.disk`
 */
export async function launch(
  attempt: AttemptPaths,
  { order, ffmpeg, host }: { order: Order; ffmpeg: Ffmpeg; host: HostIdentity },
): Promise<void> {
  await ffmpeg.locate();
  if (!(await claim(attempt)) || (await isSuperseded(attempt))) return;
  const args = renderArguments(order, attempt);
  const pid = await ffmpeg.startDetached({ args, log: attempt.log }).catch(async (error: unknown) => {
    await writePrivateFile(attempt.log, `${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  });
  await writePrivateFile(attempt.process, `${JSON.stringify(await recordProcess(pid, host))}\n`);
  // Who slept between the claim and the start was taken for dead: the newer attempt stands.
  if (pid !== null && ((await isSuperseded(attempt)) || (await isCancelled(attempt.render)))) await ffmpeg.kill(pid);
}

export function nextAttempt(render: string, attempts: readonly AttemptPaths[]): AttemptPaths {
  return attemptPaths(render, (attempts.at(-1)?.number ?? 0) + 1);
}

async function claim({ directory }: AttemptPaths): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw toDiskError(error, directory);
  }
}

async function isSuperseded({ render, number }: AttemptPaths): Promise<boolean> {
  return (await listAttempts(render)).some((attempt) => attempt.number > number);
}
