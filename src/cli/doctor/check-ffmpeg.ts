import type { Ffmpeg } from '../../media/ffmpeg.js';
import { type Finding, ok, problem, problems } from './finding.js';

/** What films, animatics and exports are encoded with, and the filters of their graphs. */
export const neededEncoders: readonly string[] = ['libx264', 'aac', 'png'];
export const neededFilters: readonly string[] = [
  ...[
    'acrossfade',
    'afade',
    'aformat',
    'amix',
    'anullsrc',
    'aresample',
    'asetpts',
    'atrim',
    'concat',
    'crop',
    'format',
  ],
  ...['fps', 'loop', 'loudnorm', 'lutyuv', 'metadata', 'pad', 'perspective', 'scale', 'select', 'setpts', 'setsar'],
  ...['settb', 'tpad', 'trim', 'xfade'],
  ...['boxblur', 'eq', 'hstack', 'overlay', 'palettegen', 'paletteuse', 'thumbnail', 'tile', 'vstack'],
];

const patience = { timeoutMs: 10_000 };

/** ffmpeg and ffprobe: there, running, and built with all that is used. */
export async function checkFfmpeg(ffmpeg: Ffmpeg): Promise<readonly Finding[]> {
  try {
    const { ffmpeg: path, ffprobe } = await ffmpeg.locate();
    const [version, has, can] = await Promise.all([
      ffmpeg.run(['-version'], patience).then(decode),
      ffmpeg.run(['-encoders'], patience).then(decode),
      ffmpeg.run(['-filters'], patience).then(decode),
    ]);
    return [
      judge({ path, version, encoders: namesIn(has), filters: namesIn(can) }),
      await checkFfprobe(ffmpeg, ffprobe),
    ];
  } catch (error) {
    return problems('ffmpeg', error);
  }
}

export interface FfmpegBuild {
  readonly path: string;
  /** What `-version` prints. */
  readonly version: string;
  readonly encoders: ReadonlySet<string>;
  readonly filters: ReadonlySet<string>;
}

/** Whether a build can do all that is asked of it. Pure. */
export function judge(build: FfmpegBuild): Finding {
  const missing = [
    ...neededEncoders.filter((name) => !build.encoders.has(name)).map((name) => `encoder ${name}`),
    ...neededFilters.filter((name) => !build.filters.has(name)).map((name) => `filter ${name}`),
  ];
  if (missing.length === 0) return ok('ffmpeg', `${versionIn(build.version)} at ${build.path}`);
  return problem('ffmpeg', 'local.ffmpeg-missing', {
    detail: `${build.path} was built without ${missing.join(', ')}`,
    mend: 'install a full build of ffmpeg, or name one with FFMPEG_PATH',
  });
}

/** The second word of each line that lists something; headings and legends have none that is asked for. */
export function namesIn(listing: string): ReadonlySet<string> {
  return new Set(listing.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? ''));
}

async function checkFfprobe(ffmpeg: Ffmpeg, path: string | undefined): Promise<Finding> {
  try {
    return ok('ffprobe', `${versionIn(await ffmpeg.probe(['-version'], patience))} at ${path}`);
  } catch (error) {
    const [finding = ok('ffprobe', '')] = problems('ffprobe', error);
    return finding;
  }
}

function versionIn(text: string): string {
  return /version (\S+)/.exec(text)?.[1] ?? 'unknown version';
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
