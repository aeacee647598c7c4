import { stripControls } from '../errors.js';

/** Anyone's text as one line of a Markdown table cell that shows exactly that text. */
export function escapeMarkdown(text: string): string {
  return stripControls(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A block of code, fenced so that no run of backticks in it ends it. */
export function fenceCode(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}
