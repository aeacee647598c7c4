import type { ReportEvent } from '../jobs/report.js';
import type { Palette } from './palette.js';
import { oneLine, shortLabel } from './width.js';

/** `-q`, nothing, `-v`, `--debug`. */
export type Verbosity = 'quiet' | 'normal' | 'verbose' | 'debug';

export type NoteReport = Extract<ReportEvent, { type: 'note' }>;

/** Warnings always show, information with `-v`, the rest with `--debug`; nothing of it with `-q`. */
export function isShown(level: NoteReport['level'], verbosity: Verbosity): boolean {
  return levels[verbosity].includes(level);
}

/** A note as one line; `label` names its job where there are several. */
export function noteLine(note: NoteReport, label: string | undefined, palette: Palette): string {
  const text = `${label === undefined ? '' : `${shortLabel(label)}: `}${oneLine(note.text)}`;
  if (note.level === 'warning') return `${palette.warning('warning:')} ${text}`;
  return palette.faint(note.level === 'debug' ? `debug: ${text}` : text);
}

const levels: Readonly<Record<Verbosity, readonly NoteReport['level'][]>> = {
  quiet: [],
  normal: ['warning'],
  verbose: ['warning', 'info'],
  debug: ['warning', 'info', 'debug'],
};
