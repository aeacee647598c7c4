import { dirname } from 'node:path';
import { WanError } from '../../errors.js';
import { removeFile } from '../../files/atomic.js';
import { diskFacts, keptSize, makeDirectories } from '../../files/output-facts.js';
import { placeFile } from '../../files/place.js';
import type { FilmSettings } from '../../film/film-settings.js';
import { stitch } from '../../film/stitch.js';
import { keepFilm, type MadeFilm, madeFilm } from '../../jobs/ledger/films-table.js';
import { findJob } from '../../jobs/ledger/jobs-table.js';
import { successorOf } from '../../jobs/ledger/successor.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';
import type { CommandOutput } from '../command-output.js';
import { inputsOf, protectInputs, refuseMusic, refuseShots } from '../plan/protect-inputs.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { filmPart, removeDeadParts } from './film-part.js';
import { reportFilm } from './film-progress.js';
import { recipeOf } from './film-recipe.js';
import { keepLaterFilm, type RunFilm } from './later-film.js';

/** Joins the shots of a run to its film once all of them are there; the same film is not made twice. */
export async function finishFilm(
  session: Session,
  workshop: Workshop,
  output: CommandOutput,
  wanted: RunFilm,
): Promise<CommandOutput> {
  const { film } = wanted;
  const clips = clipsOf(workshop, film);
  if (clips === undefined) return output;
  const { sql } = workshop.engine;
  const recipe = recipeOf(sql, film);
  const made = madeFilm(sql, film.output);
  const size = keptSize(film.output);
  if (made !== undefined && made.recipe === recipe && made.bytes === size) {
    if (!made.isPlaced) await removeDeadParts(workshop.engine, film.output);
    if (!made.isPlaced) keepFilm(sql, film.output, { ...made, isPlaced: true });
    return { ...output, film: made.report };
  }
  if (made !== undefined && made.bytes === size) keepLaterFilm(sql, wanted, made);
  const isOwn = isFilmOf(made, size);
  const part = filmPart(workshop.engine, film.output);
  const progress = reportFilm(session, film.output);
  try {
    await makeDirectories([dirname(film.output)]);
    await removeDeadParts(workshop.engine, film.output);
    const { notes, ...joined } = await stitch({
      ffmpeg: workshop.ffmpeg,
      clips,
      into: part,
      join: film.join,
      keepAudio: film.keepAudio,
      music: film.music ?? undefined,
      cuts: film.shots.slice(1).map(({ isChained }) => (isChained ? 'chained' : 'hard')),
      clock: session.runtime.clock,
      signal: session.stop,
      onFraction: progress.onFraction,
    });
    const finished = { recipe, bytes: keptSize(part) ?? 0, report: { output: film.output, ...joined } };
    // Known before it bears its name: a crash in between must not make our own film a stranger's.
    keepFilm(sql, film.output, { ...finished, isPlaced: false, ...(isOwn ? { replaces: size } : {}) });
    // Our own film of before gives way; a file of somebody else does not.
    const path = await placeFile({ part, path: film.output, overwrite: film.overwrite || isOwn, job: 'film' });
    const report = { output: path, ...joined };
    for (const name of new Set([film.output, path])) keepFilm(sql, name, { ...finished, report, isPlaced: true });
    progress.done({ film: joined, notes });
    return { ...output, film: report };
  } finally {
    await removeFile(part);
  }
}

/**
 * Refuses a film whose name is taken, before anything is paid. A film that was made here before is no stranger; what
 * the film is made from is never replaced.
 *
 * @throws WanError `output.conflict`, `output.invalid`
 */
export function checkFilmName(
  { engine }: Workshop,
  { output, overwrite, music }: Pick<FilmSettings, 'output' | 'overwrite' | 'music'>,
  clips: readonly PlannedClip[],
): void {
  refuseShots(output, clips);
  const kind = diskFacts.kindOf(output);
  if (kind === 'missing') return;
  if (kind !== 'file')
    throw new WanError('output.invalid', `${output} is not a regular file`, { hint: 'name a file with --output' });
  refuseMusic(output, music?.file);
  protectInputs([output], () => inputsOf(clips.map(({ request }) => request)));
  if (overwrite || isFilmOf(madeFilm(engine.sql, output), keptSize(output))) return;
  throw new WanError('output.conflict', `${output} exists`, {
    hint: '--overwrite replaces it; or choose another --output',
  });
}

/** The shots' files in order; undefined while one is missing. */
function clipsOf({ engine }: Workshop, film: FilmSettings): string[] | undefined {
  const clips = film.shots.flatMap(({ job }) => {
    const shot = findJob(engine.sql, job);
    const state = shot && successorOf(engine.sql, shot).state;
    return state?.status === 'done' && state.outputs[0] !== undefined ? [state.outputs[0]] : [];
  });
  return clips.length === film.shots.length ? clips : undefined;
}

/** Whether a file of this size is the film that was made, or the one that it was about to replace. */
function isFilmOf(made: MadeFilm | undefined, size: number | undefined): boolean {
  return (
    made !== undefined && size !== undefined && (size === made.bytes || (!made.isPlaced && size === made.replaces))
  );
}
