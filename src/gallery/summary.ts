import { stat } from 'node:fs/promises';
import { appendText } from '../files/append-text.js';
import { onDisk } from '../files/atomic.js';
import { escapeMarkdown } from './escape-markdown.js';
import { markdownParts, reportMarkdown } from './markdown.js';
import type { ReportData } from './report-data.js';

/** What GitHub takes for the summary of one step, in bytes. */
export const summaryLimit = 1_048_576;

/** The Markdown of a report within a limit of bytes; above it rows are left out and counted. Paths from `directory`. */
export function summaryMarkdown(data: ReportData, directory: string, limit = summaryLimit): string {
  const whole = reportMarkdown(data, directory);
  if (Buffer.byteLength(whole) <= limit) return whole;
  const { before, rows } = markdownParts(data, directory);
  const kept: string[] = [];
  let room = limit - Buffer.byteLength(`${before.join('\n')}\n${leftOut(rows.length)}`);
  for (const row of rows) {
    room -= Buffer.byteLength(row) + 1;
    if (room < 0) break;
    kept.push(row);
  }
  const text = [...before, ...kept, leftOut(rows.length - kept.length)].join('\n');
  return Buffer.byteLength(text) <= limit ? text : cutLines(text, limit);
}

/**
 * Adds a report to the file that $GITHUB_STEP_SUMMARY names, in the room that is left there. Paths from `directory`.
 *
 * @throws WanError `local.disk`, `local.output`
 */
export async function appendSummary(path: string, data: ReportData, directory: string): Promise<void> {
  await onDisk(path, async () => {
    const used = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    const room = summaryLimit - used - 1;
    if (room > 0) await appendText(path, `\n${summaryMarkdown(data, directory, room)}`);
  });
}

/** Adds why a run sent nothing, redacted text. @throws WanError `local.disk`, `local.output` */
export async function appendRefusal(path: string, title: string, reason: string): Promise<void> {
  await onDisk(path, () => appendText(path, `\n# ${escapeMarkdown(title)}\n\nNot run: ${escapeMarkdown(reason)}\n`));
}

function leftOut(count: number): string {
  return count === 0 ? '' : `\n… and ${count} more, left out here for their size.\n`;
}

/** Whole lines only: half a table cell would show as something else. */
function cutLines(text: string, limit: number): string {
  const lines: string[] = [];
  let room = limit;
  for (const line of text.split('\n')) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    lines.push(line);
  }
  return lines.join('\n');
}
