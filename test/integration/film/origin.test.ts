import { writeFileSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { compareClips } from '../../../src/film/compare-clips.js';
import { type ExportWish, exportClip } from '../../../src/film/export-clip.js';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { addProvenance, digitalSourceType } from '../../../src/media/provenance.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { clock, ffmpeg } from './corpus.js';

const origin = { version: '1.2.3', provider: 'fal', model: 'wan/v2.2', job: 'job_1', seed: 7 };

async function makeMarked(
  directory: string,
  { name, mode = 'embed' }: { name: string; mode?: 'embed' | 'sidecar' },
): Promise<string> {
  const path = await makeClip(directory, { name, source: name === 'b.mp4' ? 'smptebars' : 'testsrc2' });
  const into = `${path}.tagged`;
  const { sidecar } = await addProvenance({ from: path, into }, { ...origin, job: `job_${name[0]}`, mode });
  if (mode === 'embed') await rename(into, path);
  else writeFileSync(`${path}.json`, sidecar ?? '');
  return path;
}

async function tagsOf(path: string): Promise<Record<string, string>> {
  const text = await ffmpeg.probe(['-show_entries', 'format_tags', '-of', 'json', fileArgument(path)]);
  return JSON.parse(text).format.tags;
}

describe('what is made of a marked clip', () => {
  it.each([
    { kind: 'gif', width: 160 },
    { kind: 'webp', width: 160 },
    { kind: 'poster', format: 'png' },
    { kind: 'poster', format: 'jpeg' },
    { kind: 'contact-sheet', columns: 2, format: 'webp' },
  ] satisfies ExportWish[])('says where it comes from, as an image: %j', async (wish) => {
    const directory = temporaryDirectory();
    const path = await makeMarked(directory, { name: 'a.mp4' });
    const into = join(directory, 'image');
    await exportClip({ ffmpeg, clock, path, into, wish });
    const { width, pages } = await sharp(into, { animated: true }).metadata();
    expect([width, pages]).toEqual([
      expect.any(Number),
      wish.kind === 'gif' ? 15 : wish.kind === 'webp' ? 20 : undefined,
    ]);
    if (wish.kind === 'gif') expect((await readFile(into)).includes(digitalSourceType)).toBe(true);
    else expect((await sharp(into).metadata()).xmp?.includes(digitalSourceType)).toBe(true);
  });

  it.each(['embed', 'sidecar'] as const)('carries its tags, as a video: %s', async (mode) => {
    const directory = temporaryDirectory();
    const path = await makeMarked(directory, { name: 'a.mp4', mode });
    const into = join(directory, 'loop.mp4');
    const written = await exportClip({ ffmpeg, clock, path, into, wish: { kind: 'loop', style: 'boomerang' } });
    expect(await tagsOf(into)).toMatchObject({
      ...{ comment: 'Made with wan 1.2.3: wan/v2.2 on fal', tool: 'wan 1.2.3', provider: 'fal', model: 'wan/v2.2' },
      ...{ job: 'job_a', seed: '7', digital_source_type: digitalSourceType },
    });
    expect((await inspectClip(into)).frames).toBe(written.frames);
  });

  it('lists the clips of a film, and is a composite where one of them is not marked', async () => {
    const directory = temporaryDirectory();
    const [one, two] = [await makeMarked(directory, { name: 'a.mp4' }), await makeMarked(directory, { name: 'b.mp4' })];
    const plain = await makeClip(directory, { name: 'c.mp4', source: 'rgbtestsrc' });
    const into = join(directory, 'film.mp4');
    const common = { ffmpeg, clock, into, keepAudio: false } as const;
    await stitch({ ...common, clips: [one, two], join: { kind: 'copy' } });
    expect(await tagsOf(into)).toMatchObject({
      job: 'job_a; job_b',
      provider: 'fal',
      digital_source_type: digitalSourceType,
    });
    await compareClips({ ...common, paths: [one, plain], labels: ['', ''] });
    expect((await tagsOf(into)).digital_source_type).toMatch(/compositeWithTrainedAlgorithmicMedia$/);
  });

  it.each([
    ['of another source', '{"digitalSourceType":"something else","version":"1","provider":"a","model":"b","job":"c"}'],
    ['torn', '[1,'],
    ['far too large', ' '.repeat(200_000)],
  ])('says nothing for a file beside the clip that is not ours: %s', async (_what, text) => {
    const directory = temporaryDirectory();
    const path = await makeClip(directory);
    writeFileSync(`${path}.json`, text);
    const into = join(directory, 'loop.mp4');
    await exportClip({ ffmpeg, clock, path, into, wish: { kind: 'loop', style: 'boomerang' } });
    expect((await tagsOf(into)).digital_source_type).toBeUndefined();
  });
});
