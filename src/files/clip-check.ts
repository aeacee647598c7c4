import { parse } from 'node:path';

/** What a delivered file is, as far as delivery cares; `media/inspect-clip.ts` reads it. */
export interface ClipFacts {
  readonly container: 'mp4' | 'mov' | 'webm' | 'mkv' | 'avi' | 'webp' | 'gif';
  readonly durationSeconds: number;
  /** Pixels, as shown. */
  readonly width: number;
  readonly height: number;
}

/** What was asked for; what is left out is not compared. */
export interface WantedClip {
  readonly durationSeconds?: number | undefined;
  /** Pixels of the shorter edge: 720 for 720p. */
  readonly shortEdge?: number | undefined;
}

/** How a playable clip differs from what was asked, one line each. Providers round frames and sizes; that is no difference. */
export function differences({ durationSeconds, width, height }: ClipFacts, wanted: WantedClip): string[] {
  const lines: string[] = [];
  const seconds = wanted.durationSeconds;
  // 81 frames at 16 a second are asked for as 5 s and last 5.06 s.
  if (seconds !== undefined && Math.abs(durationSeconds - seconds) > Math.max(0.5, seconds * 0.1)) {
    lines.push(`the clip lasts ${round(durationSeconds)} s, ${round(seconds)} s were asked for`);
  }
  const edge = wanted.shortEdge;
  // 704x1280 is sold as 720p, 1920x1088 as 1080p.
  if (edge !== undefined && Math.abs(Math.min(width, height) - edge) > edge * 0.1) {
    lines.push(`the clip is ${width}x${height}, ${edge}p was asked for`);
  }
  return lines;
}

/** The path with the extension of the container that the file really is; unchanged when its extension says so already. */
export function withTrueExtension(path: string, { container }: Pick<ClipFacts, 'container'>): string {
  return withExtension(path, extensions[container]);
}

/** The path for a copy of a clip: with the clip's own extension, unless its extension names the same container. */
export function withExtensionOf(clip: string, path: string): string {
  const names = namesBeside(clip);
  return names === undefined ? path : withExtension(path, names);
}

/** The path without the extension of a video: all that tells two clips apart, since the extension follows what comes. */
export function withoutVideoExtension(path: string): string {
  return namesBeside(path) === undefined ? path : path.slice(0, path.length - parse(path).ext.length);
}

type Extensions = readonly [string, ...string[]];

function withExtension(path: string, names: Extensions): string {
  const { ext } = parse(path);
  return names.includes(ext.toLowerCase()) ? path : path.slice(0, path.length - ext.length) + names[0];
}

/** The extensions of the container that this path names. */
function namesBeside(path: string): Extensions | undefined {
  const ext = parse(path).ext.toLowerCase();
  return Object.values(extensions).find((names) => names.includes(ext));
}

const extensions: Readonly<Record<ClipFacts['container'], Extensions>> = {
  mp4: ['.mp4', '.m4v'],
  mov: ['.mov'],
  webm: ['.webm'],
  mkv: ['.mkv'],
  avi: ['.avi'],
  webp: ['.webp'],
  gif: ['.gif'],
};

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
