import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusePicture } from '../../../src/film/refuse-picture.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const png = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');

describe('a picture in the place of a storyboard', () => {
  it.each([
    ['small', png],
    ['larger than a storyboard may be', Buffer.concat([png, Buffer.alloc(2 * 1024 ** 2)])],
  ])('is told to need --shot, %s', async (_name, bytes) => {
    const path = join(temporaryDirectory(), 'start.png');
    writeFileSync(path, bytes);
    await expect(refusePicture('start.png', path)).rejects.toMatchObject({
      code: 'usage.invalid',
      message: 'start.png is a picture, not a storyboard: a film from a picture needs --shot',
      hint: expect.stringContaining('wan chain start.png --shot'),
    });
  });

  it('is named so that a shell hands it over as it is', async () => {
    const path = join(temporaryDirectory(), '-a $HOME.png');
    writeFileSync(path, png);
    const hint = expect.stringContaining("wan chain './-a $HOME.png' --shot");
    await expect(refusePicture('-a $HOME.png', path)).rejects.toMatchObject({ hint });
  });

  it('is none where there is text, a folder or nothing: what is wrong with those is told by their reader', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'film.png'), 'shots: []\n');
    mkdirSync(join(directory, 'folder'));
    for (const name of ['film.png', 'folder', 'gone.png']) await refusePicture(name, join(directory, name));
  });
});
