import type { ImageKind } from './image-kind.js';
import { imageMimes } from './image-kind.js';

/** What a model takes; what is left out is not limited. */
export interface ImageLimits {
  /** MIME types. */
  readonly formats?: readonly string[] | undefined;
  readonly maxBytes?: number | undefined;
  /** Pixels of the longer and the shorter edge. */
  readonly maxEdge?: number | undefined;
  readonly minEdge?: number | undefined;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Formats that are written; every provider reads the first two. */
export type OutputFormat = 'png' | 'jpeg' | 'webp';

/** The formats to try, best first: what was lossless stays so while it fits. Empty when the model takes none of them. */
export function outputFormats({ isLossless, limits }: { isLossless: boolean; limits: ImageLimits }): OutputFormat[] {
  const preferred: OutputFormat[] = isLossless ? ['png', 'jpeg', 'webp'] : ['jpeg', 'png', 'webp'];
  return preferred.filter((format) => takesFormat(limits, format));
}

/** Whether the model names this format; one that names none takes all. */
export function takesFormat({ formats }: ImageLimits, kind: ImageKind): boolean {
  if (formats === undefined) return true;
  return formats.includes(imageMimes[kind]) || (kind === 'jpeg' && formats.includes('image/jpg'));
}

/** The size scaled down to the longest edge allowed; the same object when it fits. */
export function fitEdge(size: Size, maxEdge: number | undefined): Size {
  const longer = Math.max(size.width, size.height);
  return maxEdge === undefined || longer <= maxEdge ? size : scaleSize(size, maxEdge / longer);
}

/** A size times a factor, in whole pixels, at least one each. */
export function scaleSize({ width, height }: Size, factor: number): Size {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}
