import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivateFile } from '../../files/atomic.js';

/** Cancelled is final: the mark is made before ffmpeg is ended, so that nobody starts it again. */
export async function markCancelled(render: string): Promise<void> {
  await writePrivateFile(join(render, 'cancelled'), '');
}

export async function isCancelled(render: string): Promise<boolean> {
  return access(join(render, 'cancelled')).then(
    () => true,
    () => false,
  );
}
