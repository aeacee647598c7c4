import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, linkSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOf, largestWhole } from '../../../src/media/byte-source.js';
import { digestFile } from '../../../src/media/digest.js';
import { readClip } from '../../../src/media/inspect-clip.js';
import { readBoxes } from '../../../src/media/mp4/mp4-boxes.js';
import { addProvenance, digitalSourceType } from '../../../src/media/provenance.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const fixture = join(import.meta.dirname, '../../fixtures/clip.mp4');
const origin = { version: '1.2.3', provider: 'local', model: 'animatic', job: 'j_1', seed: 0, mode: 'embed' } as const;
const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];

/** Two seconds with reordered frames and sound, whose timing hangs on edit lists. */
function render(...options: string[]): string {
  const path = join(temporaryDirectory(), 'clip.bin');
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=16:d=2', '-f', 'lavfi', '-i', 'sine=d=2'];
  execFileSync('ffmpeg', ['-v', 'error', ...sources, ...options, path]);
  return path;
}

async function tag(from: string, order: Partial<Parameters<typeof addProvenance>[1]> = {}) {
  const into = join(temporaryDirectory(), 'tagged.mp4');
  return { into, ...(await addProvenance({ from, into }, { ...origin, ...order })) };
}

/** Digest, timestamp and duration of every decoded frame and sound. */
function frames(path: string): string {
  return execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-map', '0', '-f', 'framemd5', '-'], { encoding: 'utf8' });
}

function probe(path: string) {
  const shown = ['-show_format', '-show_streams', '-of', 'json'];
  const result = JSON.parse(execFileSync('ffprobe', ['-v', 'warning', ...shown, path], { encoding: 'utf8' }));
  const { tags, start_time, duration } = result.format;
  return {
    tags,
    start_time,
    duration,
    rates: result.streams.map((stream: { avg_frame_rate: string }) => stream.avg_frame_rate),
  };
}

function box(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}

function copyOf(path: string, trailer: Buffer): string {
  const copy = join(temporaryDirectory(), 'clip.mp4');
  writeFileSync(copy, readFileSync(path));
  appendFileSync(copy, trailer);
  return copy;
}

async function boxesOf(path: string) {
  return (await readBoxes(bytesOf(readFileSync(path)))).boxes;
}

describe('a tagged clip', () => {
  it.each([
    ['an MP4 whose index comes first', () => render(...h264, '-bf', '2', '-movflags', '+faststart', '-f', 'mp4')],
    ['an MP4 whose index comes last', () => render(...h264, '-bf', '2', '-f', 'mp4')],
    ['an MP4 with its own tags', () => render(...h264, '-metadata', 'title=Street', '-f', 'mp4')],
    ['a QuickTime file', () => render(...h264, '-bf', '2', '-f', 'mov')],
    ['the fixture', () => fixture],
    ['one too large for memory', () => copyOf(fixture, box('free', Buffer.alloc(largestWhole)))],
  ])('keeps every frame, sound and time: %s', async (_, make) => {
    const clip = make();
    const { into, embedded, warning } = await tag(clip);
    expect({ embedded, warning }).toEqual({ embedded: true, warning: undefined });
    expect(frames(into)).toBe(frames(clip));
    const [before, after] = [probe(clip), probe(into)];
    expect({ ...after, tags: {} }).toEqual({ ...before, tags: {} });
    expect(after.tags).toEqual({
      ...before.tags,
      comment: 'Made with wan 1.2.3: animatic on local',
      tool: 'wan 1.2.3',
      provider: 'local',
      model: 'animatic',
      job: 'j_1',
      seed: '0',
      digital_source_type: digitalSourceType,
    });
  });

  it('has its index before its media, so that it plays while it loads', async () => {
    const clip = render(...h264, '-f', 'mp4');
    const order = async (path: string) => (await boxesOf(path)).map(({ type }) => type);
    expect(await order(clip)).toEqual(['ftyp', 'free', 'mdat', 'moov']);
    expect(await order((await tag(clip)).into)).toEqual(['ftyp', 'free', 'moov', 'mdat', 'uuid']);
  });

  it('is the same, byte for byte, however often it is made', async () => {
    const clip = render(...h264, '-f', 'mp4', '-metadata', 'creation_time=2020-01-02T03:04:05Z');
    const [first, second] = [await tag(clip), await tag(clip)];
    expect(await digestFile(second.into)).toBe(await digestFile(first.into));
    // A time of day in it would make the second copy another file.
    expect(probe(first.into).tags.creation_time).toBe('2020-01-02T03:04:05.000000Z');
  });

  it('says the IPTC property in XMP too', async () => {
    const text = readFileSync((await tag(fixture)).into, 'utf8');
    expect(text).toContain(`Iptc4xmpExt:DigitalSourceType="${digitalSourceType}"`);
  });

  it('keeps the XMP that it had, alone', async () => {
    const xmp = Buffer.concat([Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), Buffer.from('<x:xmpmeta/>')]);
    const { into, embedded } = await tag(copyOf(fixture, box('uuid', xmp)));
    expect(embedded).toBe(true);
    expect((await boxesOf(into)).filter(({ uuid }) => uuid !== undefined)).toHaveLength(1);
    expect(readFileSync(into, 'latin1')).toContain('<x:xmpmeta/>');
  });

  it('is written into no file that bears its name already, which may be a finished clip', async () => {
    const directory = temporaryDirectory();
    const [into, finished] = [join(directory, 'tagged.mp4'), join(directory, 'finished.mp4')];
    writeFileSync(finished, 'finished');
    linkSync(finished, into);
    expect(await addProvenance({ from: fixture, into }, origin)).toMatchObject({ embedded: true });
    expect(readFileSync(finished, 'utf8')).toBe('finished');
  });

  it('says nothing of a seed that there was not', async () => {
    expect(probe((await tag(fixture, { seed: null })).into).tags).not.toHaveProperty('seed');
  });
});

describe('a clip that stays as it is', () => {
  const uuid = 'd8fec3d61b0e483c92975828877ec481';
  it.each([
    ['content credentials', () => copyOf(fixture, box('uuid', Buffer.from(`${uuid}00`, 'hex')))],
    ['content credentials', () => copyOf(fixture, box('jumb', Buffer.alloc(8)))],
    ['fragmented', () => render(...h264, '-movflags', '+frag_keyframe+empty_moov', '-f', 'mp4')],
    ['webm files', () => render('-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-f', 'webm')],
  ])('because of %s is told of by a sidecar, with a warning', async (reason, make) => {
    const clip = make();
    const before = await digestFile(clip);
    const { embedded, sidecar, warning } = await tag(clip);
    expect(embedded).toBe(false);
    expect(warning).toContain(reason);
    expect(JSON.parse(sidecar ?? '')).toMatchObject({ tool: 'wan', job: 'j_1', digitalSourceType });
    expect(await digestFile(clip)).toBe(before);
  });

  it.each([
    ['a small one', () => fixture],
    ['a large one', () => copyOf(fixture, box('free', Buffer.alloc(largestWhole)))],
  ])('because the copy came out different leaves none behind: %s', async (_, make) => {
    const [from, into] = [make(), join(temporaryDirectory(), 'tagged.mp4')];
    const { clip } = await readClip(from);
    const found = { clip: { ...clip, frames: 99 }, whole: undefined };
    const { embedded, warning } = await addProvenance({ from, into, found }, origin);
    expect({ embedded, warning, left: existsSync(into) }).toEqual({
      embedded: false,
      warning: expect.stringContaining('the copy came out different'),
      left: false,
    });
  });

  it('needs no copy when only a sidecar was asked for', async () => {
    const { into, embedded, sidecar, warning } = await tag(fixture, { mode: 'sidecar', seed: 7 });
    expect({ embedded, warning, copied: existsSync(into) }).toEqual({
      embedded: false,
      warning: undefined,
      copied: false,
    });
    expect(JSON.parse(sidecar ?? '')).toEqual({
      tool: 'wan',
      version: '1.2.3',
      provider: 'local',
      model: 'animatic',
      job: 'j_1',
      seed: 7,
      digitalSourceType,
      sha256: await digestFile(fixture),
      clip: { container: 'mp4', width: 320, height: 180, durationSeconds: 1, frames: 16 },
    });
  });

  it('is named by its final bytes when both were asked for', async () => {
    const { into, sidecar } = await tag(fixture, { mode: 'both' });
    expect(JSON.parse(sidecar ?? '').sha256).toBe(await digestFile(into));
  });
});
