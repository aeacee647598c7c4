import type { Metadata, Sharp } from 'sharp';
import { type ImageLimits, type OutputFormat, outputFormats, type Size, scaleSize } from './image-limits.js';
import { loadSharp } from './load-sharp.js';

export interface EncodeOptions {
  readonly bytes: Uint8Array;
  readonly metadata: Metadata;
  readonly isLossless: boolean;
  readonly limits: ImageLimits;
  /** As sharp takes it. */
  readonly background: string;
  readonly keepMetadata: boolean;
  /** Pixels, upright. */
  readonly size: Size;
}

export interface EncodedImage extends Size {
  readonly bytes: Uint8Array;
  readonly format: OutputFormat;
}

/** Keeps the pixel limit of sharp (268 million): a small file that unfolds to more is refused before it is decoded. */
export const readOptions = { failOn: 'error', sequentialRead: false } as const;

/**
 * Upright 8-bit sRGB pixels without transparency, in the best format that fits. Equal input gives equal bytes.
 *
 * @returns undefined when the model takes none of the formats that are written
 */
export async function encodeImage(options: EncodeOptions): Promise<EncodedImage | undefined> {
  const maxBytes = options.limits.maxBytes ?? Number.POSITIVE_INFINITY;
  const formats = outputFormats(options);
  let size = options.size;
  let smallest: EncodedImage | undefined;
  // A smaller picture may need more bytes a pixel, so the step is never timid; a dozen reach a seventh of the edge at least.
  for (let round = 0; round < 12; round += 1) {
    smallest = undefined;
    for (const format of formats) {
      const encoded = await encode(options, { format, size });
      if (encoded.bytes.length <= maxBytes) return encoded;
      if (smallest === undefined || encoded.bytes.length < smallest.bytes.length) smallest = encoded;
    }
    if (smallest === undefined) return undefined;
    size = scaleSize(size, Math.min(0.85, 0.95 * Math.sqrt(maxBytes / smallest.bytes.length)));
  }
  return smallest;
}

async function encode(options: EncodeOptions, { format, size }: { format: OutputFormat; size: Size }) {
  const sharp = await loadSharp();
  // Working in sRGB from the start applies every profile. Left to its default, sharp drops the profile of a wide-gamut
  // 16-bit file without converting its colours.
  const upright = sharp(options.bytes, readOptions)
    .pipelineColourspace('srgb')
    .autoOrient()
    .flatten({ background: options.background });
  const resized = isSame(size, options.metadata.autoOrient)
    ? upright
    : upright.resize({ ...size, fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false });
  const pixels = resized.toColourspace('srgb');
  const labelled = options.keepMetadata ? withMetadata(pixels, options.metadata) : pixels;
  const { data, info } = await inFormat(labelled, format).toBuffer({ resolveWithObject: true });
  return { bytes: data, format, width: info.width, height: info.height };
}

function isSame(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}

/** Everything but the profile, which no longer tells the truth, and the orientation, which was applied. */
function withMetadata(image: Sharp, { xmpAsString }: Metadata): Sharp {
  const kept = image.keepExif();
  if (xmpAsString === undefined) return kept;
  return kept.withXmp(
    xmpAsString
      .replace(/(tiff:Orientation=)(["'])\d\2/g, '$1$21$2')
      .replace(/(<tiff:Orientation>)\d(?=<)/g, (_, tag: string) => `${tag}1`),
  );
}

function inFormat(image: Sharp, format: OutputFormat): Sharp {
  if (format === 'png') return image.png({ compressionLevel: 9, adaptiveFiltering: true });
  // Full chroma: the first frame of a clip is seen for seconds.
  if (format === 'jpeg') return image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
  return image.webp({ quality: 95, smartSubsample: true });
}
