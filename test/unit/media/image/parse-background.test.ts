import { expect, it } from 'vitest';
import { parseBackground } from '../../../../src/media/image/parse-background.js';

it.each([
  [undefined, '#ffffff'],
  ['f4f4f4', '#f4f4f4'],
  ['#0A0b0C', '#0a0b0c'],
  ['Tomato', 'tomato'],
])('takes %s as %s', async (given, colour) => {
  expect(await parseBackground(given)).toBe(colour);
});

it.each(['notacolour', 'transparent', '#12345g'])('refuses %s before anything is rendered', async (given) => {
  await expect(parseBackground(given)).rejects.toMatchObject({
    code: 'request.invalid',
    message: expect.stringContaining(given),
  });
});
