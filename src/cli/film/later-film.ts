import { WanError } from '../../errors.js';
import { type FilmSettings, filmOf } from '../../film/film-settings.js';
import type { MadeFilm } from '../../jobs/ledger/films-table.js';
import { filmRuns } from '../../jobs/ledger/runs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { recipeOf } from './film-recipe.js';

/** A film, and the run that wants it. */
export interface RunFilm {
  readonly run: string;
  readonly film: FilmSettings;
}

/**
 * Refuses to put a film in the place of the one that a later run made there, which is what was asked for last. Not as a
 * conflict of names, whose exit code would say that nothing was billed.
 *
 * @throws WanError `local.output`
 */
export function keepLaterFilm(sql: Sql, { run, film: { output } }: RunFilm, made: Pick<MadeFilm, 'recipe'>): void {
  const runs = filmRuns(sql);
  const later = runs.slice(runs.findIndex(({ id }) => id === run) + 1).findLast(({ settings }) => {
    const film = filmOf(settings);
    return film?.output === output && recipeOf(sql, film) === made.recipe;
  });
  if (later === undefined) return;
  throw new WanError(
    'local.output',
    `${output} is the film of the later run ${later.id}; it was not replaced by that of ${run}`,
    { hint: `rename it, then wan resume ${run} makes the other one` },
  );
}
