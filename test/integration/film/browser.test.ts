import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Join, stitch } from '../../../src/film/stitch.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { screen } from './cinema.js';
import { clock, ffmpeg, makeCorpus } from './corpus.js';

const joins: readonly Join[] = [{ kind: 'smooth' }, { kind: 'copy' }, { kind: 'fade', seconds: 0.25 }];

it.each(joins)('a browser plays the film of a $kind join to its end, and seeks across its cuts', async (how) => {
  const directory = temporaryDirectory();
  const into = join(directory, 'film.mp4');
  const { clips } = await makeCorpus(directory, { drift: 'step' });
  const film = await stitch({ ffmpeg, clock, clips, into, join: how, keepAudio: false });
  expect(film.join).toBe(how.kind);
  // In the middle of pictures beside each cut: over it, back, and over the other one.
  const pictures = film.cuts.flatMap(({ atFrame }) => [atFrame - 1, atFrame, atFrame + 1, atFrame + 2]);
  const places = [...pictures, ...pictures.toReversed().slice(1), 0].map((picture) => (picture + 0.5) / film.fps);
  const seen = await screen(into, places);
  expect(seen).toMatchObject({ error: null, complaints: [], ended: true, corruptedFrames: 0, width: 320, height: 180 });
  expect(Math.abs(seen.duration - film.durationSeconds)).toBeLessThan(0.5 / film.fps);
  expect(Math.abs(seen.endedAt - film.durationSeconds)).toBeLessThan(0.5 / film.fps);
  expect(seen.seeks).toHaveLength(places.length);
  for (const [index, { mediaTime, contrast }] of seen.seeks.entries()) {
    expect(Math.abs(mediaTime - (places[index] ?? 0)), `picture ${index}`).toBeLessThan(0.6 / film.fps);
    expect(contrast, `picture ${index}`).toBeGreaterThan(40);
  }
});
