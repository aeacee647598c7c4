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
  const { ext } = parse(path);
  if (extensions[container].includes(ext.toLowerCase())) return path;
  return path.slice(0, path.length - ext.length) + extensions[container][0];
}

const extensions: Readonly<Record<ClipFacts['container'], readonly [string, ...string[]]>> = {
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
