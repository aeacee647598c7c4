import { access, constants, stat } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { WanError } from '../errors.js';

export interface FfmpegSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  /** Paths from the config; the environment goes before them. */
  readonly ffmpegPath?: string | undefined;
  readonly ffprobePath?: string | undefined;
}

/** Absolute paths; ffprobe is missing in some packages and is asked for only where it is used. */
export interface FfmpegPaths {
  readonly ffmpeg: string;
  readonly ffprobe: string | undefined;
}

/**
 * FFMPEG_PATH, then the config, then PATH; ffprobe is also looked for next to ffmpeg.
 *
 * @throws WanError `local.ffmpeg-missing`, with the command that installs it here
 */
export async function locateFfmpeg(surroundings: FfmpegSurroundings): Promise<FfmpegPaths> {
  const { env, ffmpegPath, ffprobePath } = surroundings;
  const ffmpeg =
    (await named(surroundings, 'FFMPEG_PATH', env.FFMPEG_PATH)) ??
    (await named(surroundings, 'the configured ffmpeg path', ffmpegPath)) ??
    (await onPath(surroundings, 'ffmpeg'));
  if (ffmpeg === undefined) throw await missing('ffmpeg was not found', surroundings);
  const ffprobe =
    (await named(surroundings, 'FFPROBE_PATH', env.FFPROBE_PATH)) ??
    (await named(surroundings, 'the configured ffprobe path', ffprobePath)) ??
    (await executable(join(dirname(ffmpeg), fileName('ffprobe', surroundings)))) ??
    (await onPath(surroundings, 'ffprobe'));
  return { ffmpeg, ffprobe };
}

/** The error for a tool that is not here; its hint installs it. */
export async function missing(message: string, surroundings: FfmpegSurroundings): Promise<WanError> {
  return new WanError('local.ffmpeg-missing', message, { hint: `install it: ${await installCommand(surroundings)}` });
}

/** A path that somebody set must work: falling back in silence would run another program than the one asked for. */
async function named(surroundings: FfmpegSurroundings, origin: string, path: string | undefined) {
  if (path === undefined || path === '') return undefined;
  const found = isBareName(path) ? await onPath(surroundings, path) : await atPath(surroundings, path);
  if (found === undefined) {
    throw new WanError('local.ffmpeg-missing', `${origin} is ${JSON.stringify(path)}, which is not a program`, {
      hint: `correct it, or install ffmpeg: ${await installCommand(surroundings)}`,
    });
  }
  return found;
}

/** As a Windows user writes it: without the extension too. */
async function atPath(surroundings: FfmpegSurroundings, path: string): Promise<string | undefined> {
  const whole = resolve(surroundings.cwd, path);
  return (await executable(fileName(whole, surroundings))) ?? (await executable(whole));
}

function isBareName(path: string): boolean {
  return !isAbsolute(path) && !/[\\/]/.test(path);
}

async function onPath(surroundings: FfmpegSurroundings, name: string): Promise<string | undefined> {
  const folders = (surroundings.env.PATH ?? surroundings.env.Path ?? '').split(delimiter);
  for (const folder of folders.filter((entry) => isAbsolute(entry))) {
    const found = await executable(join(folder, fileName(name, surroundings)));
    if (found !== undefined) return found;
  }
  return undefined;
}

function fileName(name: string, { platform }: FfmpegSurroundings): string {
  return platform === 'win32' && !name.toLowerCase().endsWith('.exe') ? `${name}.exe` : name;
}

async function executable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

const packageManagers = [
  ['apt-get', 'sudo apt-get install ffmpeg'],
  ['dnf', 'sudo dnf install ffmpeg-free'],
  ['apk', 'sudo apk add ffmpeg'],
  ['brew', 'brew install ffmpeg'],
] as const;

async function installCommand(surroundings: FfmpegSurroundings): Promise<string> {
  if (surroundings.platform === 'win32') return 'winget install Gyan.FFmpeg';
  for (const [program, command] of packageManagers) {
    if ((await onPath(surroundings, program)) !== undefined) return command;
  }
  return 'see https://ffmpeg.org/download.html, then set FFMPEG_PATH';
}
