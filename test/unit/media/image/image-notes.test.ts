import { expect, it } from 'vitest';
import { imageNotes } from '../../../../src/media/image/image-notes.js';

const photo = {
  label: '"a.jpg"',
  metadata: { hasAlpha: false },
  original: { width: 1600, height: 1000 },
  ready: { width: 1600, height: 1000 },
  background: '#ffffff',
};

it('says nothing about an image that stayed as it was', () => {
  expect(imageNotes(photo)).toEqual([]);
});

it('says both sizes of an image that was scaled down', () => {
  expect(imageNotes({ ...photo, ready: { width: 800, height: 500 } })[0]).toMatch(/"a\.jpg".*1600x1000.*800x500/);
});

it('warns below 512 px on the short edge, and not at 512', () => {
  const small = (height: number) =>
    imageNotes({ ...photo, original: { width: 900, height }, ready: { width: 900, height } });
  expect(small(511)).toEqual([expect.stringContaining('900x511')]);
  expect(small(512)).toEqual([]);
});

it('names the colour that fills what was transparent, and the frames that are not used', () => {
  const notes = imageNotes({ ...photo, metadata: { hasAlpha: true, pages: 12 }, background: 'black' });
  expect(notes).toEqual([expect.stringContaining('black'), expect.stringContaining('12')]);
});
