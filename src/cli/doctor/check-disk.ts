import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatBytes } from '../../ui/format.js';
import { type Finding, ok, problem, problems, warning } from './finding.js';

/** A clip has some tens of megabytes, and a ledger that can't be written stops all that is paid. */
const tooLittle = 100_000_000;
const little = 1_000_000_000;

/** Free space of the file system that a directory is on, or will be on. */
export async function checkDisk(check: string, directory: string): Promise<readonly Finding[]> {
  try {
    const { bavail, bsize } = await statfs(await nearest(directory));
    return [judgeSpace(check, { directory, free: bavail * bsize })];
  } catch (error) {
    return problems(check, error);
  }
}

/** Bytes that are free, as a finding. Pure. */
export function judgeSpace(check: string, { directory, free }: { directory: string; free: number }): Finding {
  const detail = `${formatBytes(free)} free for ${directory}`;
  const mend = check === 'state disk' ? 'free some space, or set WAN_STATE_DIR to another disk' : 'free some space';
  if (free < tooLittle) return problem(check, 'local.disk', { detail, mend });
  return free < little ? warning(check, detail, mend) : ok(check, detail);
}

async function nearest(directory: string): Promise<string> {
  for (let path = directory; ; path = dirname(path)) {
    const isThere = await statfs(path).then(
      () => true,
      () => false,
    );
    if (isThere || dirname(path) === path) return path;
  }
}
