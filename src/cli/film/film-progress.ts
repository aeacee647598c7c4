import { basename } from 'node:path';
import type { FilmCut } from '../../film/report-cuts.js';
import type { Film } from '../../film/stitch.js';
import type { Session } from '../session.js';

export interface FilmProgress {
  onFraction(fraction: number): void;
  done(finished: { readonly film: Pick<Film, 'cuts'>; readonly notes: readonly string[] }): void;
}

/** Shows the making of a film as a job of this machine, and its cuts when it is done. */
export function reportFilm({ reporter, runtime }: Session, output: string): FilmProgress {
  const job = basename(output);
  const begun = runtime.clock.monotonic();
  // Planned, for it is nothing that a provider knows of; its progress makes it active on the screen.
  reporter.report({
    type: 'job',
    job,
    label: job,
    status: 'planned',
    provider: 'local',
    model: 'film',
    remoteId: null,
    cost: 0,
    error: null,
    output,
    reused: false,
  });
  return {
    onFraction: (fraction) => {
      const elapsedMs = runtime.clock.monotonic() - begun;
      const etaMs = fraction > 0.05 ? (elapsedMs / fraction) * (1 - fraction) : null;
      reporter.report({ type: 'progress', job, phase: 'rendering', fraction, queuePosition: null, elapsedMs, etaMs });
    },
    done: ({ film, notes }) => {
      const note = (level: 'info' | 'warning', text: string) =>
        reporter.report({ type: 'note', level, job: null, text });
      for (const text of notes) note('warning', text);
      for (const cut of film.cuts) note(cut.verdict === 'visible' ? 'warning' : 'info', cutLine(cut));
    },
  };
}

/** One cut for people. */
function cutLine({ atFrame, kind, framesDropped, S, step, verdict }: FilmCut): string {
  if (S === null || step === null) return `cut at frame ${atFrame}: ${kind === 'cut' ? 'hard cut' : kind}`;
  const dropped = framesDropped === 0 ? '' : `, ${framesDropped} dropped`;
  return `cut at frame ${atFrame}: ${verdict} (S ${S.toFixed(2)}, colour step ${step.toFixed(2)}${dropped})`;
}
