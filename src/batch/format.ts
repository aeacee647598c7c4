import { extname } from 'node:path';

export type Format = 'csv' | 'tsv' | 'jsonl' | 'json' | 'yaml';

const extensions: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'json',
  '.yaml': 'yaml',
  '.yml': 'yaml',
};

/** The format of a manifest by the name of its file, else by its text. */
export function formatOf(file: string, text: string): Format {
  return extensions[extname(file).toLowerCase()] ?? sniffFormat(text);
}

/** What stdin, or a file without a telling name, holds. */
export function sniffFormat(text: string): Format {
  const start = text.trimStart();
  if (start.startsWith('[')) return 'json';
  if (start.startsWith('{')) return isObjectWithRows(text) ? 'json' : 'jsonl';
  if (/^(?:#[^\n]*\n\s*)*(?:---|%YAML|-\s|(?:rows|defaults):\s*(?:\n|$|[[{]))/.test(start)) return 'yaml';
  return 'csv';
}

function isObjectWithRows(text: string): boolean {
  const firstLine = text.trimStart().split('\n', 1)[0] ?? '';
  if (isJson(firstLine) && !/"rows"\s*:\s*\[/.test(firstLine)) return false;
  return /"rows"\s*:\s*\[/.test(text);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
