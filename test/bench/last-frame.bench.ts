import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileArgument } from '../../src/media/ffmpeg.js';
import { openFilmClip } from '../../src/media/film-clip.js';
import { writeLastFrame } from '../../src/media/last-frame.js';
import { makeClip } from '../integration/film/clips.js';
import { ffmpeg } from '../integration/film/corpus.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { figure, median, record } from './record.js';

const rounds = 7;

it('the last frame of a clip costs little more than one decode of it', async () => {
  const directory = temporaryDirectory();
  const path = await makeClip(directory, { size: '1280x720', frames: 81 });
  const into = join(directory, 'last.png');
  const clip = await openFilmClip(ffmpeg, path);
  const ways = {
    'ffmpeg -sseof -1 -update 1': () =>
      ffmpeg.run(['-sseof', '-1', '-i', fileArgument(path), '-update', '1', '-y', fileArgument(into)]),
    'ffmpeg, every picture decoded': () => ffmpeg.run(['-i', fileArgument(path), '-f', 'null', '-']),
    'our last frame': () => writeLastFrame(ffmpeg, { clip, into }),
    'our last frame, the clip looked at': async () =>
      writeLastFrame(ffmpeg, { clip: await openFilmClip(ffmpeg, path), into }),
  };
  const seconds = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(ways)) {
      const begun = performance.now();
      await run();
      seconds.set(name, [...(seconds.get(name) ?? []), (performance.now() - begun) / 1000]);
    }
  }
  const of = (name: keyof typeof ways) => median(seconds.get(name) ?? []);
  const decode = of('ffmpeg, every picture decoded');
  record(
    `Last frame of 81 pictures of 720p, medians of ${rounds} alternating runs`,
    [['way', 'seconds', 'of a decode']].concat(
      [...seconds].map(([name, each]) => [name, figure(median(each)), figure(median(each) / decode)]),
    ),
  );
  expect(of('our last frame') / decode).toBeLessThan(3);
});
