import { join } from 'node:path';
import { fileArgument, stillInput } from '../ffmpeg.js';
import { animaticGraph } from './graph.js';
import type { Order } from './order.js';

/** ffmpeg's arguments for one attempt at an order. `progress=end` in the progress file comes after the file is whole. */
export function renderArguments(order: Order, paths: { render: string; clip: string; progress: string }): string[] {
  const images = [order.image, ...(order.endImage === null ? [] : [order.endImage])];
  const rate = String(order.fps);
  return [
    ...images.flatMap((name) => ['-framerate', rate, ...stillInput(join(paths.render, name))]),
    '-filter_complex',
    animaticGraph({ ...order, hasEndImage: order.endImage !== null }),
    ...['-map', '[v]', '-frames:v', String(order.frames), '-r', rate, '-an'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-movflags', '+faststart', '-f', 'mp4'],
    // Twice a second by default; the option that says so is missing before ffmpeg 4.4.
    ...['-progress', fileArgument(paths.progress)],
    ...['-y', fileArgument(paths.clip)],
  ];
}
