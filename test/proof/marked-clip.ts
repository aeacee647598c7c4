import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Large enough that every model takes a frame of it, and short. */
const source = 'testsrc=size=256x256:rate=16:duration=0.75';

let plain: Uint8Array | undefined;

/** A clip that plays, with a box at its end that says whose it is: players skip it, copies keep it. */
export function markedClip(jobId: string): Uint8Array {
  plain ??= render();
  const mark = Buffer.from(clipMark(jobId));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + mark.length);
  head.write('free', 4);
  return Buffer.concat([plain, head, mark]);
}

/** What the clip of a job holds and no other. */
export function clipMark(jobId: string): string {
  return `the clip of ${jobId};`;
}

function render(): Uint8Array {
  const file = join(tmpdir(), `wan-proof-${process.pid}.mp4`);
  try {
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', file]);
    return readFileSync(file);
  } finally {
    rmSync(file, { force: true });
  }
}
