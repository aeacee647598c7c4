import { join } from 'node:path';
import type { Metadata } from 'sharp';
import { WanError } from '../../errors.js';
import { writePrivateFile } from '../../files/atomic.js';
import type { MediaFile } from '../../providers/request.js';
import { digestBytes } from '../digest.js';
import type { MediaBytes } from '../read-media.js';
import { type EncodedImage, encodeImage, readOptions } from './encode-image.js';
import { imageFailure } from './image-errors.js';
import { type ImageKind, imageMimes } from './image-kind.js';
import { fitEdge, type ImageLimits, type OutputFormat, type Size, takesFormat } from './image-limits.js';
import { imageNotes } from './image-notes.js';
import { loadSharp } from './load-sharp.js';
import { parseBackground } from './parse-background.js';
import { isPlainImage } from './plain-image.js';
import { readImage } from './read-image.js';

export interface PrepareImageOptions {
  /** Path of the user's file. */
  readonly source: string;
  /** Where the prepared file goes, named by its digest; must exist. */
  readonly directory: string;
  readonly limits?: ImageLimits | undefined;
  /** Colour under transparent parts: a CSS name or six hex digits; white when left out. */
  readonly background?: string | undefined;
  readonly keepMetadata?: boolean | undefined;
}

export interface PreparedImage {
  readonly file: MediaFile;
  /** SHA-256 of the file as the user gave it, hex. */
  readonly sourceDigest: string;
  /** One line each: scaled down, small, transparent parts filled. */
  readonly notes: readonly string[];
}

/**
 * An image as a model is to see it: upright, 8-bit sRGB, opaque, without metadata, within the limits. A file that is all
 * that already passes byte for byte. Equal input gives equal bytes; nothing leaves the machine.
 *
 * @throws WanError `image.missing`, `image.unreadable`, `image.not-media`, `image.unsupported`, `request.invalid`,
 *   `local.disk`
 */
export async function prepareImage(options: PrepareImageOptions): Promise<PreparedImage> {
  const { source, directory, limits = {}, keepMetadata = false } = options;
  const background = await parseBackground(options.background);
  const image = await readImage(source);
  const metadata = await readMetadata(image);
  const original = metadata.autoOrient;
  const passes = canPass(image, { metadata, limits, keepMetadata });
  const ready = passes
    ? await passOn(image, original)
    : await convert(image, { metadata, limits, background, keepMetadata });
  requireSize(ready, image.label, limits);
  const digest = digestBytes(ready.bytes);
  const path = join(directory, `${digest}.${extensions[ready.format]}`);
  await writePrivateFile(path, ready.bytes);
  const { width, height } = ready;
  return {
    file: { path, digest, mime: imageMimes[ready.format], bytes: ready.bytes.length, width, height },
    sourceDigest: digestBytes(image.bytes),
    notes: imageNotes({
      label: image.label,
      metadata: await visibleFacts(image, metadata),
      original,
      ready,
      background,
    }),
  };
}

const extensions: Readonly<Record<OutputFormat, string>> = { jpeg: 'jpg', png: 'png', webp: 'webp' };

type Image = MediaBytes<ImageKind>;

async function readMetadata(image: Image): Promise<Metadata> {
  const sharp = await loadSharp();
  const metadata = await sharp(image.bytes, readOptions)
    .metadata()
    .catch((error: unknown) => {
      throw imageFailure(image, error);
    });
  // What the library would decode must be what the first bytes say, or the checks before looked at something else.
  const isHeif = image.kind === 'avif' || image.kind === 'heic';
  if (metadata.format === (isHeif ? 'heif' : image.kind)) return metadata;
  throw imageFailure(image, new Error(`decoded as ${metadata.format}`));
}

/** Many files have an alpha channel that hides nothing: screenshots, exports. */
async function visibleFacts(
  image: Image,
  { hasAlpha, pages }: Metadata,
): Promise<Pick<Metadata, 'hasAlpha' | 'pages'>> {
  const sharp = await loadSharp();
  const isSeeThrough = hasAlpha && !(await sharp(image.bytes, readOptions).stats()).isOpaque;
  return { hasAlpha: isSeeThrough, ...(pages === undefined ? {} : { pages }) };
}

interface PassOptions {
  readonly metadata: Metadata;
  readonly limits: ImageLimits;
  readonly keepMetadata: boolean;
}

function canPass({ bytes, kind }: Image, { metadata, limits, keepMetadata }: PassOptions): boolean {
  if (kind !== 'jpeg' && kind !== 'png' && kind !== 'webp') return false;
  const isOpaqueSrgb =
    !metadata.hasAlpha &&
    metadata.depth === 'uchar' &&
    (metadata.space === 'srgb' || (metadata.space === 'b-w' && metadata.icc === undefined)) &&
    (metadata.pages ?? 1) === 1;
  const isBare = isPlainImage(bytes, kind) || (keepMetadata && metadata.icc === undefined);
  const isUpright = metadata.orientation === undefined || metadata.orientation === 1;
  const fits = bytes.length <= (limits.maxBytes ?? Number.POSITIVE_INFINITY);
  const edgeFits = fitEdge(metadata.autoOrient, limits.maxEdge) === metadata.autoOrient;
  return isOpaqueSrgb && isBare && isUpright && fits && edgeFits && takesFormat(limits, kind);
}

/** Decodes the whole image once: a damaged file must not be found out by a provider that bills for it. */
async function passOn(image: Image, size: Size): Promise<EncodedImage> {
  const sharp = await loadSharp();
  await sharp(image.bytes, readOptions)
    .resize({ width: 16, height: 16, fit: 'fill' })
    .raw()
    .toBuffer()
    .catch((error: unknown) => {
      throw imageFailure(image, error);
    });
  const format = image.kind === 'png' || image.kind === 'webp' ? image.kind : 'jpeg';
  return { bytes: image.bytes, format, width: size.width, height: size.height };
}

interface ConvertOptions extends PassOptions {
  readonly background: string;
}

async function convert(image: Image, options: ConvertOptions): Promise<EncodedImage> {
  const { metadata, limits } = options;
  const encoded = await encodeImage({
    ...options,
    bytes: image.bytes,
    isLossless: isLossless(image),
    size: fitEdge(metadata.autoOrient, limits.maxEdge),
  }).catch((error: unknown) => {
    throw imageFailure(image, error);
  });
  if (encoded !== undefined && encoded.bytes.length <= (limits.maxBytes ?? Number.POSITIVE_INFINITY)) return encoded;
  throw new WanError('image.unsupported', `${image.label} can't be brought into a form that the model takes`, {
    hint: `it takes ${limits.formats?.join(', ') ?? 'any format'}, at most ${limits.maxBytes ?? 'any number of'} bytes`,
  });
}

function isLossless({ bytes, kind }: Image): boolean {
  if (kind === 'webp') return Buffer.from(bytes.subarray(0, 64)).includes('VP8L');
  return kind === 'png' || kind === 'tiff' || kind === 'gif' || kind === 'bmp';
}

function requireSize({ width, height }: Size, label: string, { minEdge }: ImageLimits): void {
  if (minEdge === undefined || Math.min(width, height) >= minEdge) return;
  throw new WanError('image.unsupported', `${label} is ${width}x${height}; the model wants at least ${minEdge} px`, {
    hint: 'give a larger image, or one that is less narrow',
  });
}
