import type { MediaFile } from '../request.js';
import type { BuiltInGraph } from './graph.js';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

export interface WantedSize {
  readonly resolution: string | undefined;
  readonly aspectRatio: string | undefined;
  /** What `nameOf` made, as the server gave it back. */
  readonly imageName: string | undefined;
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/**
 * Named for its content (the user's file name is nobody else's business) and its size: the graph is built from the name
 * alone, and ComfyUI crops a picture to the size that the graph names.
 */
export function nameOf({ digest, mime, width, height }: MediaFile): string {
  const size = width === undefined || height === undefined ? '' : `-${width}x${height}`;
  return `wan-${digest.slice(0, 24)}${size}.${extensions[mime] ?? 'bin'}`;
}

/** Width and height with the pixels of the resolution and the shape that was asked for, `auto` being the picture's. */
export function frameSize(
  { multiple, pixels }: Pick<BuiltInGraph, 'multiple' | 'pixels'>,
  wanted: WantedSize,
): FrameSize | undefined {
  const area = pixels[wanted.resolution ?? ''];
  const ratio = ratioOf(wanted.aspectRatio) ?? shapeOf(wanted.imageName);
  if (area === undefined || ratio === undefined) return undefined;
  const toEdge = (edge: number) => Math.max(multiple, Math.round(edge / multiple) * multiple);
  return { width: toEdge(Math.sqrt(area * ratio)), height: toEdge(Math.sqrt(area / ratio)) };
}

function ratioOf(text: string | undefined): number | undefined {
  const [, width, height] = /^(\d+):(\d+)$/.exec(text ?? '') ?? [];
  return width === undefined || height === undefined ? undefined : Number(width) / Number(height);
}

/** The server adds " (1)" to a name that another picture has. */
function shapeOf(imageName: string | undefined): number | undefined {
  const [, width, height] = /-(\d+)x(\d+)(?: \(\d+\))?\.\w+$/.exec(imageName ?? '') ?? [];
  return width === undefined || height === undefined ? undefined : Number(width) / Number(height);
}
