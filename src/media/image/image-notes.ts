import type { Metadata } from 'sharp';
import type { Size } from './image-limits.js';

export interface NotableImage {
  readonly label: string;
  readonly metadata: Pick<Metadata, 'hasAlpha' | 'pages'>;
  /** Upright pixels of the source. */
  readonly original: Size;
  readonly ready: Size;
  readonly background: string;
}

/** Below this the models' own upscaling shows. */
const comfortableEdge = 512;

/** What the user should know about how an image was prepared, one line each. */
export function imageNotes({ label, metadata, original, ready, background }: NotableImage): string[] {
  const notes: string[] = [];
  if (ready.width !== original.width || ready.height !== original.height) {
    notes.push(`${label} was scaled down from ${pixels(original)} to ${pixels(ready)} for the model`);
  }
  if (metadata.hasAlpha === true) notes.push(`${label} is transparent in parts; they are filled with ${background}`);
  if ((metadata.pages ?? 1) > 1) notes.push(`${label} has ${metadata.pages} pages or frames; the first one is used`);
  if (Math.min(ready.width, ready.height) < comfortableEdge) {
    notes.push(`${label} is only ${pixels(ready)}; below ${comfortableEdge} px the clip may look soft`);
  }
  return notes;
}

function pixels({ width, height }: Size): string {
  return `${width}x${height}`;
}
