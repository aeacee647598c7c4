import { type ErrorReport, exitCodes, toErrorReport } from '../../errors.js';
import type { FilmSettings } from '../../film/film-settings.js';
import type { CommandOutput } from '../command-output.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { finishFilm } from './finish-film.js';
import type { RunFilm } from './later-film.js';

export interface FilmsToFinish {
  readonly films: readonly RunFilm[];
  /** Whether somebody asked for these very films. */
  readonly isNamed: boolean;
}

/** Joins one film after the other. One that cannot be joined keeps neither the others nor what became of the clips back. */
export async function finishFilms(
  session: Session,
  workshop: Workshop,
  output: CommandOutput,
  { films, isNamed }: FilmsToFinish,
): Promise<CommandOutput> {
  let told = output;
  let failure: ErrorReport | undefined;
  for (const each of films) {
    const { film } = each;
    const standing = { ...told, unjoined: film.output };
    session.keepSnapshot(() => standing);
    if (session.stop.aborted) return standing;
    try {
      told = await finishFilm(session, workshop, told, each);
    } catch (error) {
      if (session.stop.aborted) return standing;
      const why = toErrorReport(error);
      if (films.length > 1 || !isNamed) tellFailure(session, film, why);
      // Pictures or music of an old film that are gone are no fault of a command that did not name it.
      if (isNamed || why.exitCode !== exitCodes['request.invalid']) failure ??= why;
    }
  }
  return failure === undefined ? told : { ...told, error: failure };
}

function tellFailure({ reporter }: Session, { output }: FilmSettings, { message }: ErrorReport): void {
  reporter.report({ type: 'note', level: 'warning', job: null, text: `${output} was not joined: ${message}` });
}
