import { formatCount } from '../../ui/format.js';
import type { Palette } from '../../ui/palette.js';
import { oneLine, padEnd } from '../../ui/width.js';
import type { Finding, FindingStatus } from './finding.js';

/** Findings for someone in a hurry: aligned, what is well first, problems last with what mends them. Pure. */
export function describeFindings(findings: readonly Finding[], palette: Palette): string {
  const shown = order.flatMap((status) => findings.filter((finding) => finding.status === status));
  const width = Math.max(0, ...shown.map(({ check }) => check.length));
  const lines = shown.flatMap((finding) => block(finding, { palette, width }));
  return [...lines, '', summary(findings, palette), ''].join('\n');
}

const order: readonly FindingStatus[] = ['ok', 'skipped', 'warning', 'problem'];
const words: Readonly<Record<FindingStatus, string>> = {
  ok: 'ok',
  skipped: '-',
  warning: 'warning',
  problem: 'PROBLEM',
};
const wordWidth = 7;

function block(finding: Finding, { palette, width }: { palette: Palette; width: number }): readonly string[] {
  const { check, status, detail, mend, values = [] } = finding;
  const indent = ' '.repeat(wordWidth + width + 4);
  const paint = paints(palette)[status];
  const told = oneLine(detail);
  return [
    `${paint(padEnd(words[status], wordWidth))}  ${padEnd(check, width)}  ${status === 'skipped' ? palette.faint(told) : told}`,
    ...values.map(({ key, value, origin }) => palette.faint(`${indent}${key} = ${JSON.stringify(value)}  (${origin})`)),
    ...(mend === null ? [] : [`${indent}${palette.accent(status === 'skipped' ? 'try:' : 'mend:')} ${oneLine(mend)}`]),
  ];
}

function paints(palette: Palette) {
  return { ok: palette.good, skipped: palette.faint, warning: palette.warning, problem: palette.bad };
}

function summary(findings: readonly Finding[], palette: Palette): string {
  const count = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length;
  const [wrong, doubtful] = [count('problem'), count('warning')];
  if (wrong > 0) return palette.bad(`${formatCount(wrong, 'problem')}, ${formatCount(doubtful, 'warning')}`);
  return doubtful > 0
    ? palette.warning(`no problem, ${formatCount(doubtful, 'warning')}`)
    : palette.good('all is well');
}
