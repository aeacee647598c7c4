import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareClips } from '../../../src/film/compare-clips.js';
import { exportClip } from '../../../src/film/export-clip.js';
import { stitch } from '../../../src/film/stitch.js';
import { fileArgument } from '../../../src/media/ffmpeg.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { clock, ffmpeg } from './corpus.js';

const bench = { ffmpeg, clock, keepAudio: false } as const;

/** A clip as phones and cameras write them: ten bits, BT.2020, a curve of high dynamic range. */
async function makeHdr(directory: string, name: string, { curve = 'smpte2084', source = 'testsrc2' } = {}) {
  const tags = ['-colorspace', 'bt2020nc', '-color_primaries', 'bt2020', '-color_trc', curve, '-color_range', 'tv'];
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'];
  return makeClip(directory, { name, source, encoding: [...coding, ...tags] });
}

async function coloursOf(path: string) {
  const shown = ['-select_streams', 'v:0', '-show_entries', 'stream=color_space,color_primaries,color_transfer'];
  return JSON.parse(await ffmpeg.probe(['-of', 'json', ...shown, fileArgument(path)])).streams[0];
}

describe('clips with high dynamic range', () => {
  it('keep it in a copy', async () => {
    const directory = temporaryDirectory();
    const into = join(directory, 'film.mp4');
    const clips = [await makeHdr(directory, 'a.mp4'), await makeHdr(directory, 'b.mp4', { source: 'smptebars' })];
    const film = await stitch({ ...bench, clips, into, join: { kind: 'copy' } });
    expect(film).toMatchObject({ join: 'copy', frames: 40, notes: [] });
    const colours = { color_space: 'bt2020nc', color_primaries: 'bt2020', color_transfer: 'smpte2084' };
    expect(await coloursOf(into)).toEqual(colours);
  });

  it('are named with what they lose where they are encoded anew', async () => {
    const directory = temporaryDirectory();
    const clips = [
      await makeClip(directory, { name: 'plain.mp4' }),
      await makeHdr(directory, 'a.mp4'),
      await makeHdr(directory, 'b.mp4', { curve: 'arib-std-b67' }),
    ];
    const said = [
      `${clips[1]} is HDR (PQ) and what is made of it is not: its colours come out pale and flat`,
      `${clips[2]} is HDR (HLG) and what is made of it is not: its colours come out pale and flat`,
    ];
    const film = await stitch({ ...bench, clips, into: join(directory, 'film.mp4'), join: { kind: 'smooth' } });
    expect(film.notes).toEqual(said);
    const labels = ['1', '2', '3'];
    const compared = await compareClips({ ...bench, paths: clips, labels, into: join(directory, 'grid.mp4') });
    expect(compared.notes).toEqual(said);
    const wish = { kind: 'poster', format: 'png' } as const;
    const poster = await exportClip({ ...bench, path: clips[1] ?? '', wish, into: join(directory, 'poster.png') });
    expect(poster.notes).toEqual(said.slice(0, 1));
  });
});
