import type { ReportEvent } from '../jobs/report.js';
import type { OutputStream } from '../runtime.js';
import { formatCount, formatDuration } from './format.js';
import type { Palette } from './palette.js';
import type { Screen } from './screen.js';
import { statusLine } from './status-line.js';
import { isShown, noteLine, type Verbosity } from './verbosity.js';
import { shortLabel } from './width.js';

export interface LinesOptions {
  readonly stream: OutputStream;
  readonly palette: Palette;
  readonly verbosity: Verbosity;
}

/** One line for each change of state, for logs and pipes: nothing is redrawn and nothing is said twice. */
export function createLines({ stream, palette, verbosity }: LinesOptions): Screen {
  const labels = new Map<string, string>();
  const lastState = new Map<string, string>();
  const lastNote = new Map<string, string>();
  return {
    report(event) {
      if (verbosity === 'quiet') return;
      if (event.type === 'job') labels.set(event.job, event.label);
      const line = describe(event);
      if (line !== undefined) stream.write(`${line}\n`);
    },
    stop() {},
  };

  function describe(event: ReportEvent): string | undefined {
    switch (event.type) {
      case 'run':
        return `${event.run === '' ? '' : `run ${event.run}: `}${formatCount(event.jobs, 'job')}`;
      case 'job':
        // Planned is where a job begins, not a change.
        return event.status === 'planned' || !changed(lastState, event.job, event.status)
          ? undefined
          : statusLine(event, palette);
      case 'progress': {
        const label = shortLabel(labels.get(event.job) ?? event.job);
        return changed(lastState, event.job, event.phase) ? `${label}: ${phaseWords(event)}` : undefined;
      }
      case 'note': {
        if (!isShown(event.level, verbosity)) return undefined;
        const job = event.job ?? '';
        return changed(lastNote, job, event.text) ? noteLine(event, labels.get(job), palette) : undefined;
      }
    }
  }
}

/** Remembers the value; true when it differs from the one before. */
function changed(memory: Map<string, string>, key: string, value: string): boolean {
  if (memory.get(key) === value) return false;
  memory.set(key, value);
  return true;
}

function phaseWords({ phase, queuePosition, etaMs }: Extract<ReportEvent, { type: 'progress' }>): string {
  if (phase === 'queued' && queuePosition !== null) return `queued, position ${queuePosition}`;
  return etaMs === null || etaMs <= 0 ? phase : `${phase}, about ${formatDuration(etaMs)} left`;
}
