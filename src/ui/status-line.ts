import type { JobEventReport } from './board.js';
import { formatMoney } from './format.js';
import type { Palette } from './palette.js';
import { oneLine, shortLabel } from './width.js';

/** A change of state in words: `hero.png: submitted to fal as 1234`. The reason of a failure is told at the end. */
export function statusLine(event: JobEventReport, palette: Palette): string {
  return `${shortLabel(event.label)}: ${words[event.status](event, palette)}`;
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

type Words = (event: JobEventReport, palette: Palette) => string;

const words: Readonly<Record<JobEventReport['status'], Words>> = {
  planned: () => 'planned',
  uploaded: () => 'ready to submit',
  submitting: ({ provider }) => `submitting to ${provider}`,
  submitted: ({ provider, remoteId, job }) =>
    `submitted to ${provider}${remoteId === null ? '' : ` as ${oneLine(remoteId)}`} (${job})`,
  rendered: ({ error }, { warning }) =>
    error === null ? 'rendered' : warning(`rendered, not downloaded (${error.code})`),
  done: ({ reused, cost, job, doneAt }, { good }) =>
    good(
      reused ? `reused ${job}${doneAt == null ? '' : `, done ${isoDay(doneAt)}`}, $0.00` : `done, ${formatMoney(cost)}`,
    ),
  failed: ({ error }, { bad }) => bad(`failed${error === null ? '' : ` (${error.code})`}`),
  cancelled: (_event, { bad }) => bad('cancelled'),
  unknown: (_event, { bad }) => bad('outcome unknown: it may have been billed'),
  expired: (_event, { bad }) => bad('expired at the provider'),
};
