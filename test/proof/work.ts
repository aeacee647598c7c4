import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.js';

/** What a user asks for: a command, and the files that are to come of it. */
export interface Work {
  readonly name: 'generate' | 'batch' | 'chain';
  readonly command: readonly string[];
  /** Each clip by its prompt, which no other clip shares. */
  readonly clips: readonly { readonly prompt: string; readonly file: string }[];
  /** The joined film. */
  readonly film?: string;
}

export type Prepare = (place: Place) => Work;

/** One clip. */
export const generate: Prepare = (place) => {
  const prompt = promptOf('lantern', 1);
  return {
    name: 'generate',
    command: ['generate', 'picture.png', '-p', prompt, ...madeBy(place), '-s', '7', '-o', 'clip.mp4', '--yes'],
    clips: [{ prompt, file: 'clip.mp4' }],
  };
};

/** A manifest of so many rows. */
export const batch =
  (rows: number): Prepare =>
  (place) => {
    const clips = Array.from({ length: rows }, (_, row) => ({
      prompt: promptOf('harbour', row + 1),
      file: `row-${row + 1}.mp4`,
    }));
    const lines = clips.map(({ prompt, file }, row) => `picture.png,${prompt},${row + 1},${file}`);
    writeFileSync(join(place.cwd, 'rows.csv'), `${['image,prompt,seed,output', ...lines].join('\n')}\n`);
    return { name: 'batch', command: ['batch', 'rows.csv', ...madeBy(place), '--yes'], clips };
  };

/** A film of so many shots, each from the last frame of the one before. */
export const chain =
  (shots: number): Prepare =>
  (place) => {
    const clips = Array.from({ length: shots }, (_, shot) => ({
      prompt: promptOf('voyage', shot + 1),
      file: `shot-${shot + 1}.mp4`,
    }));
    const flags = clips.flatMap(({ prompt }) => ['--shot', prompt]);
    const names = ['--shots', 'shot-{shot}.mp4', '-o', 'film.mp4'];
    return {
      name: 'chain',
      command: ['chain', 'picture.png', ...flags, ...madeBy(place), '-s', '7', ...names, '--yes'],
      clips,
      film: 'film.mp4',
    };
  };

/** No prompt is part of another. */
function promptOf(subject: string, number: number): string {
  return `the ${subject} at dawn no ${String(number).padStart(4, '0')}`;
}

function madeBy({ bench }: Place): string[] {
  return ['--provider', bench.id, '-m', bench.model];
}
