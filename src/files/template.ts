import { basename, parse, resolve, sep } from 'node:path';
import { didYouMean } from '../closest.js';
import { WanError } from '../errors.js';
import { joinName, maxNameBytes, type NamePiece, safeValue } from './file-name.js';

/** Tokens of an output template, besides `row.<column>`. */
export const templateTokens = [
  'name',
  'provider',
  'model',
  'preset',
  'seed',
  'index',
  'id',
  'run',
  'date',
  'time',
  'resolution',
  'duration',
  'shot',
] as const;
export type TemplateToken = (typeof templateTokens)[number];

const defaultTemplate = '{name}-{id}.mp4';

/** What the tokens stand for. What a job does not have (no seed, no shot) is `null` and becomes `_`. */
export interface TemplateValues
  extends Readonly<Record<Exclude<TemplateToken, 'date' | 'time'>, string | number | null>> {
  /** Epoch ms; `{date}` and `{time}` are the user's own day and hour. */
  readonly at: number;
  readonly row: Readonly<Record<string, string>>;
  /** 1-based place among the variants of one request (`--count`), and how many there are. */
  readonly take: number;
  readonly takes: number;
}

export interface OutputOptions {
  /** As the user wrote it; the default when left out. */
  readonly template: string | undefined;
  readonly values: TemplateValues;
  /** Where a relative template begins. */
  readonly cwd: string;
  /** Whether a directory of this absolute path exists. */
  readonly isDirectory: (path: string) => boolean;
}

/**
 * The absolute path that a template gives for one clip. Separators in the template are directories; a value never
 * leads out of the directory in which it stands. A directory as template gets the default name inside it.
 *
 * @throws WanError `output.invalid`
 */
export function outputPath({ template, values, cwd, isDirectory }: OutputOptions): string {
  const text = template ?? defaultTemplate;
  checkTemplate(text, Object.keys(values.row));
  const inDirectory = separatorAtEnd.test(text) || isDirectory(resolve(cwd, text));
  const whole = inDirectory ? `${text}/${defaultTemplate}` : text;
  const parts = whole.split(separator);
  const suffix = needsNumber(whole, values) ? `-${values.take}` : '';
  const name = fileName({ template: parts.pop() ?? '', suffix, values });
  const directories = parts.map((part) => joinName(toPieces(part, values)));
  return resolve(cwd, [...directories, name].join(sep));
}

/**
 * Refuses a template before anything is planned with it. `columns`: the names that `{row.<column>}` may take.
 *
 * @throws WanError `output.invalid`
 */
export function checkTemplate(template: string, columns: readonly string[]): void {
  if (template.trim() === '') throw invalid('the output template is empty', 'leave --output out for the default name');
  if (template === '-') throw invalid('a clip is not written to stdout', 'name a file: --output clip.mp4');
  if (template.includes('\0')) throw invalid('the output template holds a NUL character');
  const known = [...templateTokens, ...columns.map((column) => `row.${column}`)];
  for (const { index, 0: whole, 1: token = '' } of template.matchAll(tokenPattern)) {
    if (known.includes(token)) continue;
    const near = didYouMean(token, known);
    throw invalid(`unknown ${whole} at character ${index + 1} of the output template${near}`, listOf(known));
  }
  const open = template.replaceAll(tokenPattern, (whole) => ' '.repeat(whole.length)).indexOf('{');
  if (open >= 0) throw invalid(`{ at character ${open + 1} of the output template is never closed`, listOf(known));
}

/** `{name}` for an image: its base name without extension; of a URL the last part of the path; `clip` without either. */
export function sourceName(image: string | undefined): string {
  if (image === undefined || image === '-') return 'clip';
  const path = /^https?:/i.test(image) && URL.canParse(image) ? decoded(new URL(image).pathname) : image;
  return parse(basename(path)).name || 'clip';
}

/** A path with a mark before the extension: `hero.mp4` and `2` give `hero-2.mp4`. Its name keeps the length limit. */
export function markedPath(path: string, mark: string): string {
  const { dir, name, ext } = parse(path);
  const pieces = [
    { text: name, data: true },
    { text: `-${mark}`, data: false },
  ];
  return resolve(dir, joinName(pieces, maxNameBytes - Buffer.byteLength(ext)) + ext);
}

const tokenPattern = /\{([^{}]*)\}/g;
const videoExtension = /\.(mp4|m4v|mov|webm|mkv|avi)$/i;
// On Windows a template may be written with either separator.
const separator = sep === '\\' ? /[\\/]/ : /\//;
const separatorAtEnd = sep === '\\' ? /[\\/]$/ : /\/$/;

function fileName({ template, suffix, values }: { template: string; suffix: string; values: TemplateValues }): string {
  const pieces = [...toPieces(template, values)];
  const extension = takeExtension(pieces) ?? '.mp4';
  const stem = joinName([...pieces, { text: suffix, data: false }], maxNameBytes - extension.length);
  return (stem || '_') + extension;
}

/** Cuts a known extension off the last piece, so that shortening can't. */
function takeExtension(pieces: NamePiece[]): string | undefined {
  const last = pieces.at(-1);
  const extension = last === undefined ? undefined : videoExtension.exec(last.text)?.[0];
  if (last === undefined || extension === undefined) return undefined;
  pieces[pieces.length - 1] = { ...last, text: last.text.slice(0, -extension.length) };
  return extension;
}

/** Several variants under one fixed name would meet each other. */
function needsNumber(template: string, { takes, seed }: TemplateValues): boolean {
  const tokens = [...template.matchAll(tokenPattern)].map(([, token]) => token);
  return (
    takes > 1 && !tokens.some((token) => token === 'id' || token === 'index' || (token === 'seed' && seed !== null))
  );
}

function toPieces(template: string, values: TemplateValues): readonly NamePiece[] {
  // Splitting at a pattern with one group alternates literal text and token.
  return template
    .split(tokenPattern)
    .map((text, index) =>
      index % 2 === 0 ? { text, data: false } : { text: safeValue(tokenText(text, values)), data: true },
    )
    .filter(({ text }) => text !== '');
}

function tokenText(token: string, values: TemplateValues): string {
  if (token.startsWith('row.')) return cell(values.row, token.slice('row.'.length));
  const known = templateTokens.find((name) => name === token);
  if (known === undefined) return '';
  if (known === 'date' || known === 'time') return localTime(values.at)[known];
  return String(values[known] ?? '');
}

function cell(row: TemplateValues['row'], column: string): string {
  const text = Object.hasOwn(row, column) ? (row[column] ?? '') : '';
  return text.replaceAll(address, '$1$2');
}

/** A file name is shown to others: who logs in at an address, and its query, which may sign it, are no part of one. */
const address = /([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s"<>/?#\\]*@)?([^\s"<>?#]*)(?:[?#][^\s"<>]*)?/gi;

function localTime(at: number): { readonly date: string; readonly time: string } {
  const moment = new Date(at);
  const pad = (value: number) => String(value).padStart(2, '0');
  return {
    date: `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`,
    time: [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(pad).join(''),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function listOf(known: readonly string[]): string {
  return `tokens: ${known.map((token) => `{${token}}`).join(' ')}`;
}

function invalid(message: string, hint?: string): WanError {
  return new WanError('output.invalid', message, { hint });
}
