import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { prepareImage } from '../../../src/media/image/prepare-image.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

function prepare(source: string) {
  return prepareImage({ source, directory: temporaryDirectory() });
}

function written(bytes: string | Uint8Array, name = 'photo.jpg'): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, bytes);
  return path;
}

const photo = () => sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } });

describe('what is not there or can not be read', () => {
  it.each(['gone.jpg', 'x'.repeat(300), 'nul\0byte.jpg'])('is missing: %j', async (name) => {
    await expect(prepare(join(temporaryDirectory(), name))).rejects.toMatchObject({ code: 'image.missing' });
  });

  it('is missing when a part of the path is a file', async () => {
    await expect(prepare(join(written('x'), 'photo.jpg'))).rejects.toMatchObject({ code: 'image.missing' });
  });

  it('is missing when a link leads nowhere', async () => {
    const link = join(temporaryDirectory(), 'link.jpg');
    symlinkSync(join(link, '..', 'gone.jpg'), link);
    await expect(prepare(link)).rejects.toMatchObject({ code: 'image.missing' });
  });

  it('is a folder, with the command that takes folders', async () => {
    const folder = join(temporaryDirectory(), 'my $HOME');
    mkdirSync(folder);
    await expect(prepare(folder)).rejects.toMatchObject({
      code: 'image.unreadable',
      message: expect.stringContaining('is a folder'),
      hint: `for every image in it: wan batch '${folder}'`,
    });
  });

  it('is a pipe, and nobody waits for a writer', async () => {
    const path = join(temporaryDirectory(), 'pipe.jpg');
    execFileSync('mkfifo', [path]);
    await expect(prepare(path)).rejects.toMatchObject({ code: 'image.unreadable' });
  });

  it.runIf(process.getuid?.() !== 0)('is locked', async () => {
    const path = written(await photo().jpeg().toBuffer());
    chmodSync(path, 0o000);
    await expect(prepare(path)).rejects.toMatchObject({
      code: 'image.unreadable',
      message: expect.stringContaining('permission denied'),
    });
  });

  it('is larger than any image, and not read', async () => {
    const path = written(await photo().jpeg().toBuffer());
    truncateSync(path, 600 * 1024 ** 2);
    await expect(prepare(path)).rejects.toMatchObject({
      code: 'image.unsupported',
      message: expect.stringContaining('600 MB'),
    });
  });
});

describe('what is no image', () => {
  it.each([
    ['is empty', ''],
    ['a key or certificate', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'],
    ['text', 'AWS_SECRET_ACCESS_KEY=abc\n'],
    ['an HTML page', '<!doctype html><img src=x>'],
    [
      'an SVG drawing',
      '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>',
    ],
    ['a PDF', '%PDF-1.4\n%âãÏÓ'],
    ['a video or audio file', '\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'],
  ])('is refused: %s', async (name, text) => {
    await expect(prepare(written(text))).rejects.toMatchObject({
      code: 'image.not-media',
      message: expect.stringContaining(name),
    });
  });

  it('is never quoted in the message', async () => {
    const refusal = await prepare(written('password=hunter2\n')).catch((error: unknown) => error);
    expect(JSON.stringify(refusal)).not.toContain('hunter2');
    expect(String(refusal)).not.toContain('hunter2');
  });

  it('keeps its name on one line', async () => {
    await expect(prepare(written('text', 'two\nlines \u001b[31m.jpg'))).rejects.toMatchObject({
      message: expect.not.stringMatching(/[\n\u001b]/),
    });
  });
});

describe('an image that can not be used', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('is a %s whose end is missing', async (kind) => {
    const noise = sharp(Buffer.from(Array.from({ length: 192 * 192 * 3 }, (_, index) => (index * 7919) % 251)), {
      raw: { width: 192, height: 192, channels: 3 },
    });
    const bytes = await noise.toFormat(kind).toBuffer();
    await expect(prepare(written(bytes.subarray(0, bytes.length * 0.6)))).rejects.toMatchObject({
      code: 'image.unreadable',
      message: expect.stringMatching(/^"[^\n]*$/),
    });
  });

  it('is an image in its first bytes only', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('-----BEGIN PRIVATE KEY-----')]);
    await expect(prepare(written(bytes))).rejects.toMatchObject({ code: 'image.unreadable' });
  });

  it('is HEIC where it can not be decoded, with a command that converts it', async () => {
    const brand = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    await expect(prepare(written(brand, "it's.HEIC"))).rejects.toMatchObject({
      code: 'image.unsupported',
      hint: expect.stringMatching(/heif-convert '.*it'\\''s\.HEIC' .*sips/),
    });
  });

  it('is BMP, with a command that converts it', async () => {
    const header = Buffer.alloc(58);
    header.write('BM', 'latin1');
    header.writeUInt8(40, 14);
    await expect(prepare(written(header, 'scan.bmp'))).rejects.toMatchObject({
      code: 'image.unsupported',
      hint: expect.stringMatching(/ffmpeg -i .*scan\.bmp/),
    });
  });

  it('is a small file that unfolds to billions of pixels', async () => {
    const message = expect.stringContaining('more pixels');
    await expect(prepare(written(hugePng(60_000)))).rejects.toMatchObject({ code: 'image.unsupported', message });
  });

  it('leaves nothing behind', async () => {
    const directory = join(temporaryDirectory(), 'prepared');
    mkdirSync(directory);
    await prepareImage({ source: written(hugePng(60_000)), directory }).catch(() => undefined);
    expect(execFileSync('ls', ['-A', directory], { encoding: 'utf8' })).toBe('');
  });
});

/** A valid header for edge x edge pixels, and next to no data. */
function hugePng(edge: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([frame, body, sum]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
