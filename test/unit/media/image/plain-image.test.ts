import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isPlainImage } from '../../../../src/media/image/plain-image.js';

const picture = (channels: 3 | 4 = 3) =>
  sharp({ create: { width: 40, height: 30, channels, background: { r: 10, g: 120, b: 200, alpha: 0.5 } } });
const exif = { IFD0: { Copyright: 'somebody' } };

describe('a plain image', () => {
  it.each([
    ['a baseline JPEG', 'jpeg', () => picture().jpeg()],
    ['a progressive JPEG', 'jpeg', () => picture().jpeg({ progressive: true })],
    ['a PNG', 'png', () => picture().png()],
    ['a PNG with a palette', 'png', () => picture().png({ palette: true })],
    ['a lossy WebP', 'webp', () => picture().webp()],
    ['a lossless WebP', 'webp', () => picture().webp({ lossless: true })],
  ] as const)('is %s without metadata', async (_, kind, make) => {
    expect(isPlainImage(await make().toBuffer(), kind)).toBe(true);
  });

  it.each([
    ['a JPEG with EXIF', 'jpeg', () => picture().withExif(exif).jpeg()],
    ['a PNG with EXIF', 'png', () => picture().withExif(exif).png()],
    ['a WebP with EXIF', 'webp', () => picture().withExif(exif).webp()],
    ['a JPEG with a profile', 'jpeg', () => picture().withIccProfile('p3').jpeg()],
    ['a PNG with a profile', 'png', () => picture().withIccProfile('p3').png()],
    ['a WebP with XMP', 'webp', () => picture().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').webp()],
  ] as const)('is not %s', async (_, kind, make) => {
    expect(isPlainImage(await make().toBuffer(), kind)).toBe(false);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('is not a %s with something after its end', async (kind) => {
    const bytes = await picture().toFormat(kind).toBuffer();
    expect(isPlainImage(Buffer.concat([bytes, Buffer.from('a video hidden here')]), kind)).toBe(false);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('is not a %s that was cut off anywhere', async (kind) => {
    const bytes = await picture().toFormat(kind).toBuffer();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(isPlainImage(bytes.subarray(0, length), kind), `${length} of ${bytes.length} bytes`).toBe(false);
    }
  });

  it('is not a JPEG with a comment', async () => {
    const bytes = await picture().jpeg().toBuffer();
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 72, 111, 109, 101]);
    expect(isPlainImage(Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]), 'jpeg')).toBe(false);
  });

  it('is never a kind that has to be converted', async () => {
    expect(isPlainImage(await picture().tiff().toBuffer(), 'tiff')).toBe(false);
  });
});
