import { dirname, extname, resolve } from 'node:path';
import { resolveSettings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import { removeFile } from '../../files/atomic.js';
import { checkDirectories, diskFacts, makeDirectories } from '../../files/output-facts.js';
import { partPath } from '../../files/part.js';
import { placeFile } from '../../files/place.js';
import { checkOutputs } from '../../files/reserve.js';
import { isSameFile } from '../../files/same-file.js';
import { markedPath } from '../../files/template.js';
import type { FilmCut } from '../../film/report-cuts.js';
import type { Ffmpeg } from '../../media/ffmpeg.js';
import { refuseMusic } from '../plan/protect-inputs.js';
import type { Session } from '../session.js';
import { openFfmpeg, settingLayers } from '../workshop.js';
import { type FilmProgress, reportFilm } from './film-progress.js';

export interface OutputWish {
  /** As the user wrote it. */
  readonly output: string;
  /** Absolute paths, none of which it may replace. */
  readonly clips: readonly string[];
  /** Absolute path of what sounds under them; it stays too. */
  readonly music?: string | undefined;
  /** What its name may end with; the first is proposed. */
  readonly extensions: readonly [string, ...string[]];
  readonly overwrite: boolean;
}

export interface Workbench {
  readonly ffmpeg: Ffmpeg;
  /** Where to write; it gets its name when it is whole. */
  readonly into: string;
  readonly onFraction: FilmProgress['onFraction'];
}

interface Made {
  readonly cuts?: readonly FilmCut[];
  readonly notes: readonly string[];
}

/**
 * Makes one file from clips: its name is checked first, and nothing bears it before the file is whole. Whatever happens,
 * no unfinished file is left.
 *
 * @returns the facts of the film for `--json`
 */
export async function makeFilmFile<T extends Made>(
  session: Session,
  wish: OutputWish,
  make: (bench: Workbench) => Promise<T>,
): Promise<Omit<T, 'notes'> & { output: string }> {
  const output = await checkedOutput(session, wish);
  const ffmpeg = openFfmpeg(session, resolveSettings(settingLayers(session, await session.config(), {})));
  const id = session.runtime.newId('');
  const part = partPath(markedPath(output, id));
  const progress = reportFilm(session, output);
  try {
    const { notes, ...film } = await make({ ffmpeg, into: part, onFraction: progress.onFraction });
    const path = await placeFile({ part, path: output, overwrite: wish.overwrite, job: id });
    progress.done({ film: { cuts: film.cuts ?? [] }, notes });
    return { output: path, ...film };
  } finally {
    await removeFile(part);
  }
}

async function checkedOutput(
  session: Session,
  { output: name, clips, music, extensions, overwrite }: OutputWish,
): Promise<string> {
  const output = resolve(session.runtime.cwd, name);
  const extension = extname(output).toLowerCase();
  if (!extensions.includes(extension)) {
    throw new WanError('output.invalid', `the name must end with ${extensions.join(' or ')}: ${name}`, {
      hint: `-o film${extensions[0]}`,
    });
  }
  if (clips.some((clip) => isSameFile(clip, output))) {
    throw new WanError('output.conflict', `${output} is one of the clips`, { hint: 'choose another --output' });
  }
  refuseMusic(output, music);
  checkDirectories([dirname(output)]);
  checkOutputs([{ job: 'film', path: output, overwrite }], { ...diskFacts, reservedBy: () => undefined });
  await makeDirectories([dirname(output)]);
  return output;
}
