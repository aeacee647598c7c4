import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { type PrepareImageOptions, prepareImage } from '../../../../src/media/image/prepare-image.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const width = 640;
const height = 512;

function flat(colour: { r: number; g: number; b: number }): Sharp {
  return sharp({ create: { width, height, channels: 3, background: colour } });
}

/** Red on the left, blue on the right; noise below, so that it can't be compressed to nothing. */
function scene(): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < width * height; index += 1) {
    const noise = ((index * 7919) % 97) - 48;
    pixels.set(index % width < width / 2 ? [200 + (noise >> 2), 30, 20] : [20, 40, 190 + noise], index * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function prepare(source: Sharp | Buffer, options: Partial<PrepareImageOptions> = {}) {
  const directory = temporaryDirectory();
  const path = join(directory, 'source.dat');
  writeFileSync(path, Buffer.isBuffer(source) ? source : await source.toBuffer());
  const into = temporaryDirectory();
  const prepared = await prepareImage({ source: path, directory: into, ...options });
  return { ...prepared, into, source: readFileSync(path), bytes: readFileSync(prepared.file.path) };
}

/** The colour of one pixel, with no profile applied. */
async function colourAt(bytes: Buffer, { x, y }: { x: number; y: number }): Promise<number[]> {
  const pixel = await sharp(bytes, { ignoreIcc: true })
    .extract({ left: x, top: y, width: 1, height: 1 })
    .raw()
    .toBuffer();
  return [...pixel];
}

function expectNear(actual: readonly number[], wanted: readonly number[], tolerance = 4): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [index, value] of wanted.entries())
    expect(Math.abs((actual[index] ?? 0) - value)).toBeLessThanOrEqual(tolerance);
}

const middle = { x: 320, y: 256 };

describe('an image that needs nothing', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('is handed over byte for byte as %s', async (kind) => {
    const { file, source, bytes, notes, sourceDigest, into } = await prepare(scene().toFormat(kind));
    expect(bytes.equals(source)).toBe(true);
    expect(file).toMatchObject({ mime: `image/${kind}`, bytes: source.length, width, height, digest: sourceDigest });
    expect(sourceDigest).toBe(createHash('sha256').update(source).digest('hex'));
    expect(readdirSync(into)).toEqual([`${file.digest}.${kind === 'jpeg' ? 'jpg' : kind}`]);
    expect(notes).toEqual([]);
  });

  it('is converted when the model takes another format only', async () => {
    const { file } = await prepare(scene().webp(), { limits: { formats: ['image/jpeg', 'image/png'] } });
    expect(file.mime).toBe('image/jpeg');
  });

  it('is told by its bytes, whatever the name says', async () => {
    const { file } = await prepare(await scene().png().toBuffer());
    expect(file.mime).toBe('image/png');
  });
});

describe('orientation', () => {
  it.each([
    [1, { width, height }, { x: 100, y: 256 }],
    [3, { width, height }, { x: 540, y: 256 }],
    [6, { width: height, height: width }, { x: 256, y: 100 }],
    [8, { width: height, height: width }, { x: 256, y: 540 }],
  ])('%i is applied, so that red ends where the camera saw it', async (orientation, size, red) => {
    const { file, bytes } = await prepare(scene().withMetadata({ orientation }).jpeg());
    expect(file).toMatchObject(size);
    const metadata = await sharp(bytes).metadata();
    expect(metadata.orientation).toBeUndefined();
    const [r = 0, , b = 0] = await colourAt(bytes, red);
    expect(r).toBeGreaterThan(b + 100);
  });
});

describe('colour', () => {
  const shown = { r: 200, g: 100, b: 60 };

  it.each([
    ['8-bit wide gamut', () => flat(shown).withIccProfile('p3').png()],
    [
      '8-bit wide gamut JPEG',
      () => flat(shown).withIccProfile('p3').jpeg({ quality: 100, chromaSubsampling: '4:4:4' }),
    ],
    ['16-bit wide gamut', () => flat(shown).toColourspace('rgb16').withIccProfile('p3').png()],
    ['16-bit without a profile', () => flat(shown).toColourspace('rgb16').png()],
    ['16-bit TIFF', () => flat(shown).toColourspace('rgb16').tiff()],
    ['AVIF', () => flat(shown).avif({ quality: 90, chromaSubsampling: '4:4:4' })],
  ])('of %s looks the same after the profile is gone', async (_, make) => {
    const { bytes } = await prepare(make());
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ depth: 'uchar', space: 'srgb', hasProfile: false });
    expectNear(await colourAt(bytes, middle), [200, 100, 60]);
  });

  it('of a wide-gamut file would be another without the conversion, or the tests above prove nothing', async () => {
    expectNear(await colourAt(await flat(shown).withIccProfile('p3').png().toBuffer(), middle), [187, 105, 69], 2);
  });

  it('of CMYK comes out as RGB', async () => {
    const { file, bytes } = await prepare(
      flat(shown).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }),
    );
    expect(file.mime).toBe('image/jpeg');
    expectNear(await colourAt(bytes, middle), [200, 100, 60], 12);
  });

  it('of a grey 16-bit image is grey', async () => {
    const { bytes } = await prepare(flat({ r: 90, g: 90, b: 90 }).toColourspace('grey16').png());
    expect(new Set(await colourAt(bytes, middle))).toHaveLength(1);
  });
});

describe('transparency', () => {
  const cutOut = (alpha: number) =>
    sharp({ create: { width, height, channels: 4, background: { r: 255, g: 0, b: 0, alpha } } });

  it.each([
    [undefined, 0, [255, 255, 255]],
    ['00ff00', 0, [0, 255, 0]],
    ['#00ff00', 0.5, [127, 128, 0]],
    ['black', 0.5, [127, 0, 0]],
  ])('is filled with %s', async (background, alpha, colour) => {
    const { bytes, notes, file } = await prepare(cutOut(alpha).png(), { background });
    expectNear(await colourAt(bytes, middle), colour, 2);
    expect(file.mime).toBe('image/png');
    expect(notes).toEqual([expect.stringContaining(background ?? '#ffffff')]);
  });

  it('of 16 bits is filled alike', async () => {
    const { bytes } = await prepare(cutOut(0.5).toColourspace('rgb16').png());
    expectNear(await colourAt(bytes, middle), [255, 127, 127], 2);
  });

  it('that hides nothing is not worth a note', async () => {
    const { notes, bytes } = await prepare(cutOut(1).png());
    expect(notes).toEqual([]);
    expect((await sharp(bytes).metadata()).hasAlpha).toBe(false);
  });
});

describe('metadata', () => {
  const located = () =>
    scene()
      .withExif({
        IFD0: { Copyright: 'somebody', Make: 'camera' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns:tiff="t" tiff:Orientation="6">somewhere</r></x:xmpmeta>');

  it.each(['jpeg', 'png', 'webp'] as const)('of a %s is stripped, the place it was taken too', async (kind) => {
    const { bytes, source } = await prepare(located().toFormat(kind));
    expect(source.includes('somebody')).toBe(true);
    expect(bytes.includes('somebody')).toBe(false);
    expect(bytes.includes('somewhere')).toBe(false);
    const { exif, xmp, iptc, icc } = await sharp(bytes).metadata();
    expect([exif, xmp, iptc, icc]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('stays when asked for, with the orientation reset in both places that hold it', async () => {
    const turned = await located().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { bytes, file } = await prepare(turned, { keepMetadata: true });
    expect(file).toMatchObject({ width: height, height: width });
    expect(bytes.includes('somebody')).toBe(true);
    expect((await sharp(bytes).metadata()).orientation).toBe(1);
    expect(bytes.includes('tiff:Orientation="6"')).toBe(false);
  });
});

describe('limits', () => {
  it('scale down what is too large, and say so', async () => {
    const { file, notes } = await prepare(scene().png(), { limits: { maxEdge: 320 } });
    expect(file).toMatchObject({ width: 320, height: 256 });
    expect(notes[0]).toMatch(/640x512.*320x256/);
  });

  it('of bytes are kept whatever it takes', async () => {
    const limits = { maxBytes: 6_000 };
    const { file, bytes, notes } = await prepare(scene().png({ compressionLevel: 0 }), { limits });
    expect(file.bytes).toBeLessThanOrEqual(limits.maxBytes);
    expect(bytes).toHaveLength(file.bytes);
    expect(file.width).toBeLessThan(width);
    expect(notes[0]).toContain('scaled down');
  });

  it('of the short edge refuse what is too small', async () => {
    await expect(prepare(scene().png(), { limits: { minEdge: 513 } })).rejects.toMatchObject({
      code: 'image.unsupported',
      message: expect.stringMatching(/640x512.*513/),
    });
  });

  it('warn below 512 px on the short edge', async () => {
    const { notes } = await prepare(scene().resize(600, 400).png());
    expect(notes).toEqual([expect.stringContaining('600x400')]);
  });
});

it('gives the same bytes twice', async () => {
  const tiff = await scene().tiff().toBuffer();
  const [first, second] = [await prepare(tiff), await prepare(tiff)];
  expect(first.file.mime).toBe('image/png');
  expect(first.file.digest).toBe(second.file.digest);
});

it('takes the first frame of an animation', async () => {
  const frames = [flat({ r: 250, g: 0, b: 0 }), flat({ r: 0, g: 0, b: 250 })];
  const inputs = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
  const { bytes, notes } = await prepare(
    await sharp(inputs, { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
  expectNear(await colourAt(bytes, middle), [250, 0, 0], 6);
  expect(notes).toEqual([expect.stringContaining('2')]);
});
