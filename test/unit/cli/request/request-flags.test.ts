import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type RequestFlags, readRequestFlags } from '../../../../src/cli/request/request-flags.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

/** The fields of these flags, in a folder with `text.txt`; stdin says something too. */
async function fieldsOf(flags: RequestFlags, image?: string) {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, 'text.txt'), 'of the file\n');
  const stdin = Readable.from([Buffer.from('of stdin\n')]);
  return await readRequestFlags(flags, { image, runtime: { cwd, stdin } });
}

describe.each(['prompt', 'negativePrompt'] as const)('the text of %s', (flag) => {
  it.each([
    ['@text.txt', 'of the file'],
    ['-', 'of stdin'],
    ['@@home', '@home'],
    ['a @ b', 'a @ b'],
  ])('%s is %s', async (typed, text) => {
    expect(await fieldsOf({ [flag]: typed })).toEqual({ [flag]: text });
  });

  it('is refused where its file is missing', async () => {
    await expect(fieldsOf({ [flag]: '@gone.txt' })).rejects.toMatchObject({
      code: 'usage.invalid',
      message: expect.stringMatching(/gone\.txt cannot be read$/),
    });
  });
});

describe('--set', () => {
  it.each(['__proto__=1', '=1', 'seed'])('%s is refused, and not dropped', async (pair) => {
    await expect(fieldsOf({ set: [pair] })).rejects.toMatchObject({ code: 'usage.invalid' });
  });
});

describe('stdin', () => {
  it.each([
    ['--prompt and --negative-prompt', { prompt: '-', negativePrompt: '-' }, undefined],
    ['the image and --negative-prompt', { negativePrompt: '-' }, '-'],
    ['the image and --prompt', { image: '-', prompt: '-' }, undefined],
  ])('is not read for %s at once', async (readers, flags, image) => {
    await expect(fieldsOf(flags, image)).rejects.toMatchObject({
      code: 'usage.invalid',
      message: `stdin can be read once, not for ${readers}`,
    });
  });
});
