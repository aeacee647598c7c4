import { join } from 'node:path';
import { createFfmpeg, fileArgument } from '../../../src/media/ffmpeg.js';

export const ffmpeg = createFfmpeg({ env: process.env, platform: process.platform, cwd: process.cwd() });
export const clock = { every: () => () => {} };

export interface Corpus {
  /** The film as it would be without any seam, lossless. */
  readonly ideal: string;
  /** Segments of it; each begins with the last picture of the one before. */
  readonly clips: readonly string[];
  readonly frames: number;
}

export interface CorpusWish {
  /** How colours drift with every hop: at once in the whole clip, over its first four frames, or not at all. */
  readonly drift: 'none' | 'step' | 'anchor';
  /** Whether each later segment starts from rest. */
  readonly startsFromRest?: boolean;
  readonly segments?: number;
}

export const perSegment = 25;

/** One continuous camera move over a detailed still, cut into segments that share their boundary picture. */
export async function makeCorpus(directory: string, wish: CorpusWish): Promise<Corpus> {
  const { drift, startsFromRest = false, segments = 3 } = wish;
  const frames = segments * (perSegment - 1) + 1;
  const ideal = join(directory, 'ideal.mkv');
  await ffmpeg.run([...scene(frames), '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', fileArgument(ideal)]);
  const clips: string[] = [];
  for (let index = 0; index < segments; index += 1) {
    const clip = join(directory, `segment-${index}.mp4`);
    const from = index * (perSegment - 1);
    const lag = startsFromRest && index > 0;
    const filters = [
      `trim=start_frame=${from}:end_frame=${from + perSegment}`,
      'setpts=N/16/TB',
      // A start from rest shows the boundary picture three times.
      ...(lag ? ['loop=loop=2:size=1:start=0', 'setpts=N/16/TB', `trim=end_frame=${perSegment}`] : []),
      ...driftFilters(drift, index),
    ];
    const args = [
      '-i',
      fileArgument(ideal),
      '-vf',
      filters.join(','),
      '-r',
      '16',
      ...x264(20),
      '-y',
      fileArgument(clip),
    ];
    await ffmpeg.run(args);
    clips.push(clip);
  }
  return { ideal, clips, frames };
}

export function x264(crf: number): string[] {
  return ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf), '-pix_fmt', 'yuv420p', '-threads', '1'];
}

/** Input and filters of the move; an even number of pixels a frame, since chroma has half the size. */
function scene(frames: number): string[] {
  const still = 'mandelbrot=s=1280x720:rate=16:start_scale=0.5,trim=end_frame=1,format=yuv420p,loop=loop=-1:size=1';
  const move = `setpts=N/16/TB,crop=320:180:'200+2*n':200,trim=end_frame=${frames}`;
  return ['-f', 'lavfi', '-i', `${still},${move}`, '-r', '16'];
}

function driftFilters(drift: CorpusWish['drift'], hop: number): string[] {
  if (drift === 'none' || hop === 0) return [];
  const amounts = drift === 'step' ? ([['1', 1]] as const) : anchorSteps;
  return amounts.map(([when, part]) => `${lut(hop * part)}:enable='${when}'`);
}

/** The first picture is faithful. */
const anchorSteps = [
  ['eq(n,1)', 0.25],
  ['eq(n,2)', 0.5],
  ['eq(n,3)', 0.75],
  ['gte(n,4)', 1],
] as const;

function lut(amount: number): string {
  const gain = 1.04 ** amount;
  const chroma = 1.05 ** amount;
  return `lutyuv=y='(val-126)*${gain}+126-${3 * amount}':u='(val-128)*${chroma}+128-${1.5 * amount}':v='(val-128)*${chroma}+128+${amount}'`;
}

export async function psnr(film: string, ideal: string): Promise<number> {
  const output = await ffmpeg.run([
    ...['-i', fileArgument(film), '-i', fileArgument(ideal)],
    ...[
      '-lavfi',
      '[0:v]setpts=N/16/TB[a];[1:v]setpts=N/16/TB[b];[a][b]psnr,metadata=mode=print:file=-',
      '-f',
      'null',
      '-',
    ],
  ]);
  const errors = [...new TextDecoder().decode(output).matchAll(/psnr\.mse_avg=(\S+)/g)].map(([, mse]) => Number(mse));
  const mean = errors.reduce((sum, mse) => sum + mse, 0) / errors.length;
  return 10 * Math.log10(255 ** 2 / Math.max(mean, 1e-6));
}

/** What ffmpeg's concat demuxer makes of the clips: the duplicate stays. */
export async function joinNaively(clips: readonly string[], into: string): Promise<void> {
  const graph = `${clips.map((_, index) => `[${index}:v]`).join('')}concat=n=${clips.length}:v=1:a=0[v]`;
  await encodeGraph(clips, { graph, output: '[v]', into });
}

export async function joinDropping(clips: readonly string[], into: string): Promise<void> {
  const chains = clips.map(
    (_, index) => `[${index}:v]settb=1/16,setpts=N,trim=start_frame=${index === 0 ? 0 : 1},setpts=N[v${index}]`,
  );
  const graph = `${chains.join(';')};${clips.map((_, index) => `[v${index}]`).join('')}concat=n=${clips.length}:v=1:a=0[v]`;
  await encodeGraph(clips, { graph, output: '[v]', into });
}

/** Four frames of cross-dissolve at each cut. */
export async function joinFading(clips: readonly string[], into: string): Promise<void> {
  const chains = clips.map((_, index) => `[${index}:v]settb=1/16,setpts=N[v${index}]`);
  let shown = 0;
  const fades = clips.slice(1).map((_, index) => {
    shown += perSegment - 4;
    const from = index === 0 ? 'v0' : `x${index - 1}`;
    return `[${from}][v${index + 1}]xfade=duration=0.25:offset=${(shown / 16).toFixed(4)}[x${index}]`;
  });
  const graph = [...chains, ...fades].join(';');
  const last = clips.length - 2;
  await encodeGraph(clips, { graph, output: `[x${last}]`, into });
}

interface GraphWish {
  readonly graph: string;
  /** The pad of the graph that is the film. */
  readonly output: string;
  readonly into: string;
}

async function encodeGraph(clips: readonly string[], { graph, output, into }: GraphWish): Promise<void> {
  const inputs = clips.flatMap((clip) => ['-i', fileArgument(clip)]);
  const film = ['-filter_complex', graph, '-map', output, '-r', '16', ...x264(16)];
  await ffmpeg.run([...inputs, ...film, '-y', fileArgument(into)]);
}
