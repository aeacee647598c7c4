import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import {
  type AnimaticRenderer,
  createAnimaticRenderer,
  type RenderStatus,
} from '../../../../src/media/animatic/renderer.js';
import { createFfmpeg } from '../../../../src/media/ffmpeg.js';
import { createRuntime } from '../../../../src/runtime.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

export const { clock, host } = createRuntime();

export interface Bench {
  readonly directory: string;
  readonly image: string;
  /** For `FFMPEG_PATH`: the real ffmpeg, after one line in a log for each render. */
  readonly ffmpeg: string;
  readonly renderer: AnimaticRenderer;
  /** A renderer in the same directory, as another process has one, whose clock is `ahead` by so many milliseconds. */
  rendererAt(ahead: number): AnimaticRenderer;
  /** How often ffmpeg was started to render. */
  launches(): number;
  /** Replaces ffmpeg by a script for the first `times` renders; `$progress` and `$clip` are its files. */
  misbehave(script: string, times: number): void;
}

/** A renderer in a folder of its own, with a small picture to render. */
export async function createBench(): Promise<Bench> {
  const root = temporaryDirectory();
  const directory = join(root, 'renders');
  const image = join(root, 'image.png');
  const log = join(root, 'launches');
  const ffmpeg = join(root, 'ffmpeg');
  const script = join(root, 'misbehaviour');
  await sharp({ create: { width: 96, height: 64, channels: 3, background: '#456' } })
    .png()
    .toFile(image);
  writeFileSync(ffmpeg, wrapper({ log, script }));
  chmodSync(ffmpeg, 0o755);
  const rendererAt = (ahead: number) => {
    const surroundings = { env: { ...process.env, FFMPEG_PATH: ffmpeg }, platform: process.platform, cwd: root };
    return createAnimaticRenderer({
      directory,
      ffmpeg: createFfmpeg(surroundings),
      host,
      clock: { ...clock, now: () => clock.now() + ahead },
    });
  };
  return {
    directory,
    image,
    ffmpeg,
    renderer: rendererAt(0),
    rendererAt,
    launches: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0),
    misbehave: (text, times) => writeFileSync(script, `if [ "$number" -le ${times} ]; then\n${text}\nfi\n`),
  };
}

function wrapper({ log, script }: { log: string; script: string }): string {
  return [
    '#!/bin/sh',
    'for clip; do case "$clip" in file:*progress.txt) progress=$' + '{clip#file:};; esac; done',
    'clip=$' + '{clip#file:}',
    `if [ -n "$progress" ]; then echo "$clip" >> '${log}'; number=$(($(wc -l < '${log}'))); fi`,
    `if [ -n "$progress" ] && [ -e '${script}' ]; then . '${script}'; fi`,
    'exec ffmpeg "$@"',
    '',
  ].join('\n');
}

/** Asks until the render has ended, as a job does. */
export async function untilEnd(renderer: AnimaticRenderer, id: string): Promise<RenderStatus> {
  return until(async () => {
    const state = await renderer.status(id);
    return state.status === 'queued' || state.status === 'rendering' ? undefined : state;
  });
}

/** Looks again and again until there is something to see. */
export async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let left = 1_500; left > 0; left -= 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await delay(20);
  }
  throw new Error('it did not happen within 30 s');
}
