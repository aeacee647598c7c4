import { relative } from 'node:path';
import { formatCount, formatDuration, formatMoney } from '../ui/format.js';
import { escapeMarkdown, fenceCode } from './escape-markdown.js';
import { needsAttention, type ReportData, type ReportRow } from './report-data.js';

/** A report as Markdown: totals, what went wrong, every clip, and the commands. Paths are told from `directory`. */
export function reportMarkdown(data: ReportData, directory: string): string {
  const { before, rows, after } = markdownParts(data, directory);
  return [...before, ...rows, ...after].join('\n');
}

/** The same in pieces, so that rows can be left out where there is a limit. */
export function markdownParts(data: ReportData, directory: string) {
  const failed = data.rows.filter(needsAttention);
  const before = [`# ${escapeMarkdown(data.title)}`, '', totalsLine(data), '', ...failures(failed), ...clipHead];
  return {
    before,
    rows: data.rows.map((row) => clipRow(row, directory)),
    after: [
      '',
      '<details><summary>Commands that repeat them</summary>',
      '',
      fenceCode(data.rows.map(({ command }) => command).join('\n')),
      '',
      '</details>',
      '',
    ],
  };
}

/** `**3 jobs**: 2 done, 1 failed · $0.20 charged, $0.30 estimated`. */
function totalsLine({ totals }: ReportData): string {
  const counts = countedOutcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${totals[outcome]} ${outcome}`);
  return `**${formatCount(totals.jobs, 'job')}**: ${counts.join(', ') || 'none'} · ${totalCost(totals.cost)}`;
}

const countedOutcomes = ['done', 'reused', 'failed', 'expired', 'cancelled', 'unknown', 'pending'] as const;

function totalCost({ actual, estimated, currency }: ReportRow['cost']): string {
  if (currency === 'mixed') return 'cost in several currencies';
  if (estimated === null && actual === null) return 'cost unknown';
  const charged = actual === null ? [] : [`${formatMoney(actual, currency)} charged`];
  return [...charged, `${formatMoney(estimated, currency)} estimated`].join(', ');
}

function failures(rows: readonly ReportRow[]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((row) =>
    tableRow([row.name, row.row ?? '', row.id, row.status, row.error?.message ?? '', row.error?.hint ?? '']),
  );
  return ['## Not delivered', '', ...tableHead(['clip', 'row', 'job', 'status', 'why', 'next']), ...lines, ''];
}

const columns = ['clip', 'row', 'status', 'provider', 'model', 'prompt', 'parameters', 'seed', 'cost', 'time', 'file'];
const clipHead = ['## Clips', '', ...tableHead(columns)];

function clipRow(row: ReportRow, directory: string): string {
  return tableRow([
    row.name,
    row.row ?? '',
    row.reused ? `${row.status} (reused)` : row.status,
    row.provider,
    row.model,
    row.prompt,
    row.parameters.map(({ name, value }) => `${name} ${value}`).join(', '),
    row.seed ?? '',
    costText(row),
    row.timing.totalMs === null ? '' : formatDuration(row.timing.totalMs),
    row.outputs.map((path) => relative(directory, path)).join(', '),
  ]);
}

/** What was charged; an estimate says that it is one. */
export function costText({ cost }: Pick<ReportRow, 'cost'>): string {
  if (cost.actual !== null) return formatMoney(cost.actual, cost.currency);
  return cost.estimated === null ? 'unknown' : `${formatMoney(cost.estimated, cost.currency)} estimated`;
}

function tableHead(titles: readonly string[]): string[] {
  return [`| ${titles.join(' | ')} |`, `|${titles.map(() => '---').join('|')}|`];
}

function tableRow(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => escapeMarkdown(String(cell))).join(' | ')} |`;
}
