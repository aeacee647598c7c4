import { WanError } from '../../errors.js';

export interface GeometryWish {
  readonly resolution?: string | undefined;
  readonly aspectRatio?: string | undefined;
  readonly duration?: number | undefined;
  readonly frames?: number | undefined;
  readonly fps?: number | undefined;
}

export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
}

/**
 * Pixels and frames of an animatic. The resolution names the short edge; `auto` takes the image's shape. Seconds count
 * as with the models it stands for: 5 s at 16 fps are 81 frames, so that a chain which drops the shared frame is exact.
 *
 * @throws WanError `request.invalid`
 */
export function geometryFor(wish: GeometryWish, image: { width: number; height: number }): Geometry {
  const short = even(shortEdge(wish.resolution ?? '720p'));
  const ratio = ratioOf(wish.aspectRatio ?? 'auto', image);
  const fps = wish.fps ?? 16;
  const frames = wish.frames ?? Math.round((wish.duration ?? 5) * fps) + 1;
  return {
    width: ratio >= 1 ? even(short * ratio) : short,
    height: ratio >= 1 ? short : even(short / ratio),
    fps,
    frames: Math.max(2, frames),
  };
}

function shortEdge(resolution: string): number {
  const pixels = Number(/^(\d{3,4})p$/i.exec(resolution)?.[1]);
  if (pixels >= 120 && pixels <= 2160) return pixels;
  throw new WanError('request.invalid', `an animatic has no resolution ${JSON.stringify(resolution)}`, {
    hint: 'give 480p, 580p, 720p or 1080p',
  });
}

/** Beyond 3:1 an encoder's limits are near and the crop would be a strip. */
function ratioOf(aspectRatio: string, { width, height }: { width: number; height: number }): number {
  if (aspectRatio === 'auto') return Math.min(3, Math.max(1 / 3, width / height));
  const [, across, down] = /^(\d{1,4}):(\d{1,4})$/.exec(aspectRatio) ?? [];
  const ratio = Number(across) / Number(down);
  if (ratio >= 1 / 3 && ratio <= 3) return ratio;
  throw new WanError('request.invalid', `an animatic has no aspect ratio ${JSON.stringify(aspectRatio)}`, {
    hint: 'give auto, 16:9, 9:16, 1:1, 4:3 or 3:4',
  });
}

/** The nearest even number: half-size colour planes allow no other. */
function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
