import type { EffectiveValue } from '../../config/describe.js';
import { type ErrorCode, type ErrorReport, exitCodes, stripControls, toErrorReport, WanError } from '../../errors.js';

export type FindingStatus = 'ok' | 'warning' | 'problem' | 'skipped';

/** What one check of `wan doctor` came to. */
export interface Finding {
  readonly check: string;
  readonly status: FindingStatus;
  readonly detail: string;
  /** What mends it: a command or a sentence. */
  readonly mend: string | null;
  /** Of a problem: the error that a command would end with. */
  readonly code: ErrorCode | null;
  /** Of the configuration: each value with its origin. */
  readonly values?: readonly EffectiveValue[] | undefined;
}

export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail, mend: null, code: null };
}

/** Something that is not there and need not be, or that could not be asked. */
export function skipped(check: string, detail: string, mend: string | null = null): Finding {
  return { check, status: 'skipped', detail, mend, code: null };
}

export function warning(check: string, detail: string, mend: string): Finding {
  return { check, status: 'warning', detail, mend, code: null };
}

/** A problem for each line of what was thrown: a config error names every fault on a line of its own. */
export function problems(check: string, error: unknown): readonly Finding[] {
  const { code, message, hint } = toErrorReport(error);
  return message.split('\n').map((line) => ({ check, status: 'problem', detail: line.trim(), mend: hint, code }));
}

export function problem(check: string, code: ErrorCode, { detail, mend }: { detail: string; mend: string }): Finding {
  return { check, status: 'problem', detail: stripControls(detail), mend, code };
}

/** The error that the whole examination ends with; undefined when nothing is wrong. */
export function gravestOf(findings: readonly Finding[]): ErrorReport | undefined {
  const wrong = findings.filter((finding) => finding.status === 'problem');
  const gravest = [...wrong].sort((a, b) => rank(a) - rank(b))[0];
  if (gravest === undefined) return undefined;
  const checks = [...new Set(wrong.map(({ check }) => check))];
  const count = wrong.length === 1 ? '1 problem' : `${wrong.length} problems`;
  const error = new WanError(gravest.code ?? 'internal.bug', `${count} found: ${checks.join(', ')}`, {
    hint: 'mend what is listed, then look again: wan doctor',
  });
  return toErrorReport(error);
}

/** As with several jobs: 1, 10, 4, 7, then the rest. */
const gravestFirst: readonly number[] = [1, 9, 10, 4, 7, 6, 2];

function rank({ code }: Finding): number {
  const place = gravestFirst.indexOf(exitCodes[code ?? 'internal.bug']);
  return place === -1 ? gravestFirst.length : place;
}
