import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { temporaryDirectory } from '../support/temporary-directory.js';
import type { RunOptions } from './program.js';

/** A directory to work in, with a picture, a ledger of its own and an ffmpeg that is watched. */
export interface Workplace extends RunOptions {
  /** `picture.png` in `cwd`. */
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  /** Arguments of every render that ffmpeg was started for. */
  renders(): string[];
  /** Lets renders begin that wait because of `gated`. */
  open(): void;
}

/** The cheapest clip there is. */
export const shortClip = ['--provider', 'local', '-r', '480p', '-d', '1', '--fps', '8'] as const;
/** As with Wan itself, a clip has one frame more than its seconds hold. */
export const shortClipFrames = 9;

/** With `gated`, a render only begins after `open()`, so that a test decides how far a run has come. */
export async function createWorkplace({ gated = false } = {}): Promise<Workplace> {
  const base = temporaryDirectory();
  const cwd = join(base, 'here');
  const state = join(base, 'state');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'picture.png'), await picture());
  const log = join(base, 'renders.log');
  const gate = join(base, 'gate');
  if (!gated) writeFileSync(gate, '');
  const ffmpeg = join(base, 'ffmpeg');
  writeFileSync(ffmpeg, watchedFfmpeg({ base, log, gate, real: pathOf('ffmpeg') }));
  chmodSync(ffmpeg, 0o755);
  return {
    cwd,
    state,
    image: 'picture.png',
    env: { FFMPEG_PATH: ffmpeg },
    renders: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    open: () => writeFileSync(gate, ''),
  };
}

/** Frames of a video, every one of them decoded; throws when a player could not read it to its end. */
export function decodedFrames(file: string): number {
  const args = ['-v', 'error', '-count_frames', '-select_streams', 'v:0'];
  const run = spawnSync('ffprobe', [...args, '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', file]);
  const faults = run.stderr.toString();
  if (run.status !== 0 || faults !== '') throw new Error(`${file} does not play: ${faults}`);
  return Number.parseInt(run.stdout.toString(), 10);
}

/** A small photo-like PNG; `shade` makes another picture. */
export function picture(shade = 0): Promise<Buffer> {
  const [width, height] = [640, 480];
  const pixels = Buffer.alloc(width * height * 3, shade);
  for (let at = 0; at < width * height; at += 1) {
    pixels[at * 3] = (at % width) >> 2;
    pixels[at * 3 + 1] = Math.floor(at / width) >> 1;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

export function pathOf(name: string): string {
  const found = (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, name))
    .find(existsSync);
  if (found === undefined) throw new Error(`${name} is not on the PATH: bin/setup --test installs it`);
  return found;
}

/**
 * Questions about the program itself (-version, -filters) are not renders. A line is one write, so that two processes do
 * not write into each other's. A gate that was removed lets go too.
 */
function watchedFfmpeg({ base, log, gate, real }: Record<'base' | 'log' | 'gate' | 'real', string>): string {
  return `#!/bin/sh
case " $* " in
*' libx264 '*)
  printf '%s\\n' "$(printf '%s' "$*" | tr '\\n' ' ')" >>'${log}'
  while [ ! -e '${gate}' ] && [ -d '${base}' ]; do sleep 0.05; done
  ;;
esac
exec '${real}' "$@"
`;
}
