import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../src/media/byte-source.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { isWholeMatroska } from '../../../src/media/whole-matroska.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

function render(...options: string[]): Buffer {
  const path = join(temporaryDirectory(), 'clip.bin');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=16:d=2'];
  execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', 'libvpx', '-deadline', 'realtime', ...options, path]);
  return readFileSync(path);
}

function written(bytes: Uint8Array): string {
  const path = join(temporaryDirectory(), 'clip.webm');
  writeFileSync(path, bytes);
  return path;
}

const kinds: [string, string[]][] = [
  ['a WebM', ['-f', 'webm']],
  ['a Matroska file', ['-f', 'matroska']],
  ['a live recording without lengths', ['-f', 'webm', '-live', '1']],
];

describe.each(kinds)('%s', (_, options) => {
  it('is whole as it was written', async () => {
    expect(await isWholeMatroska(bytesOf(render(...options)))).toBe(true);
  });

  it.each([0.05, 0.5, 0.99])('is not whole when only %d of it came', async (share) => {
    const bytes = render(...options);
    expect(await isWholeMatroska(bytesOf(bytes.subarray(0, bytes.length * share)))).toBe(false);
  });

  it('whose end is zeros is refused, and not read for ever', async () => {
    const bytes = render(...options);
    const path = written(bytes.fill(0, Math.floor(bytes.length * 0.6)));
    await expect(inspectClip(path)).rejects.toMatchObject({ reason: 'truncated' });
  });

  it('whose end is noise is refused, and not read for ever', async () => {
    const bytes = render(...options);
    for (let at = Math.floor(bytes.length * 0.8); at < bytes.length; at += 1) bytes[at] = (at * 7919 + 3) % 256;
    await expect(inspectClip(written(bytes))).rejects.toMatchObject({ code: 'download.failed' });
  });
});

it('ends where the segment does, whatever stands behind it', async () => {
  expect(await isWholeMatroska(bytesOf(Buffer.concat([render('-f', 'webm'), Buffer.alloc(9)])))).toBe(true);
});
