import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toNote } from '../../../src/http/download/download-note.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { openStudio, type Studio } from './studio.js';

const bytes = 5000;

/** A rendered clip whose file has its length, and whose note says that it is whole; the bytes never reached the disk. */
async function losePower(studio: Studio, content: Buffer): Promise<void> {
  studio.fal.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: 99 });
  expect((await studio.generate('-s', '7', '-o', 'clip.mp4')).exitCode).toBe(6);
  studio.fal.clearFaults();
  const asked = studio.fal.downloads.at(-1);
  const note = toNote({ url: `http://${asked?.headers.host}${asked?.path}`, headers: {}, total: content.length });
  writeFileSync(join(studio.cwd, 'clip.mp4.part'), content);
  writeFileSync(join(studio.cwd, 'clip.mp4.part.json'), JSON.stringify({ note, complete: true }));
}

describe('a clip that a power cut took while it seemed whole', () => {
  it.each([
    ['zeros', Buffer.alloc(bytes)],
    [
      'zeros behind a beginning',
      Buffer.concat([Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1'), Buffer.alloc(bytes - 16)]),
    ],
  ])('leaves %s, which are dropped and fetched again by the same resume, unpaid', async (_, content) => {
    const studio = await openStudio();
    await losePower(studio, content);
    const before = studio.fal.downloads.length;
    const resumed = await studio.desk.run('resume', '--json');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    expect(await inspectClip(join(studio.cwd, 'clip.mp4'))).toMatchObject({ container: 'mp4' });
    expect([studio.exists('clip.mp4.part'), studio.exists('clip.mp4.part.json')]).toEqual([false, false]);
    expect(studio.fal.downloads.length - before).toBe(1);
    expect(studio.fal.billableSubmits).toBe(1);
  });

  it('counts on what is kept where it is whole', async () => {
    const studio = await openStudio();
    await losePower(studio, readFileSync(join(import.meta.dirname, '../../fixtures/clip.mp4')));
    const before = studio.fal.downloads.length;
    expect((await studio.desk.run('resume', '--json')).exitCode).toBe(0);
    expect(studio.exists('clip.mp4')).toBe(true);
    expect(studio.fal.downloads.length).toBe(before);
  });
});
