import { stripVTControlCharacters } from 'node:util';
import { stripControls } from '../errors.js';
import type { OutputStream } from '../runtime.js';

/** Columns of a terminal; 80 where it does not know, and then says 0, as one that nobody has sized does. */
export function columnsOf({ columns = 0 }: Pick<OutputStream, 'columns'>): number {
  return columns > 0 ? columns : 80;
}

/** Columns that a text takes on a terminal: wide characters and emoji take two, combining marks and colours none. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) width += graphemeWidth(segment);
  return width;
}

/** The text, or as much of its start as fits into `width` columns with … at the end. Colours are lost where it is cut. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** As many of these, in order, as fit into `width` columns when joined with ` · `; the first is cut if it must be. */
export function joinFitting(parts: readonly string[], width: number): string {
  const [first = '', ...rest] = parts.filter((part) => part !== '');
  let line = truncate(first, width);
  for (const part of rest) {
    const longer = `${line} · ${part}`;
    if (displayWidth(longer) > width) break;
    line = longer;
  }
  return line;
}

/** The text with spaces after it, up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** The text with spaces before it, up to `width` columns. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** Text of others on one line: no control characters, no line breaks, no runs of spaces. */
export function oneLine(text: string): string {
  return stripControls(text).replace(/\s+/g, ' ').trim();
}

/** A label inside a sentence: one line, and no longer than a file name needs to be told apart. */
export function shortLabel(label: string): string {
  return truncate(oneLine(label), 40);
}

/** One column each, and most of what is printed. */
const plain = /^[ -~]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const zeroWidth = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;
const narrow = /^[\uff61-\uffdc]/u;
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Yi}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

function graphemeWidth(grapheme: string): number {
  if (zeroWidth.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  return wide.test(grapheme) && !narrow.test(grapheme) ? 2 : 1;
}
