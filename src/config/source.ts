import type { Document, LineCounter } from 'yaml';
import { isNestedDeeper } from '../json.js';
import { findJsonFault } from './json-fault.js';
import { type JsonNode, readJsonTree } from './json-tree.js';

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with a file. */
export interface Fault {
  readonly file: string;
  readonly position?: Position | undefined;
  /** Dotted path of the key; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** A data file, read and parsed, that still knows where its values stand. */
export interface Source {
  readonly file: string;
  readonly data: unknown;
  /** Position of a value, or with `key` of that key in the object there. */
  locate(path: readonly PropertyKey[], key?: string): Position | undefined;
}

export interface Text {
  readonly file: string;
  readonly text: string;
}

/** A config or preset has a few kilobytes; what is larger than this was not written as one. */
export const largestFile = 1_000_000;

/** Parses JSON (`*.json`) or YAML (anything else, a superset of JSON). Never throws for what a file may hold. */
export async function parseSource({ file, text: raw }: Text): Promise<Source | readonly Fault[]> {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  if (text.length > largestFile) return [{ file, key: '', message: 'is larger than 1 MB' }];
  if (text.trim() === '') return [{ file, key: '', message: 'is empty: write {} or delete it' }];
  try {
    const result = await (file.endsWith('.json') ? parseJson : parseYaml)({ file, text });
    return !isFaulty(result) && isNestedDeeper(result.data, deepest)
      ? [{ file, key: '', message: 'is nested too deeply' }]
      : result;
  } catch (error) {
    // The parsers recurse, and refuse documents that unfold aliases without end.
    return [{ file, key: '', message: error instanceof RangeError ? 'is nested too deeply' : messageOf(error) }];
  }
}

/** Whether parsing ended in faults. */
export function isFaulty(result: Source | readonly Fault[]): result is readonly Fault[] {
  return Array.isArray(result);
}

function parseJson({ file, text }: Text): Source | readonly Fault[] {
  const position = (offset: number) => linePosition(text, offset);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    const fault = findJsonFault(text);
    return [{ file, key: '', position: position(fault?.offset ?? 0), message: fault?.message ?? 'is no JSON' }];
  }
  const { root, duplicates } = readJsonTree(text);
  if (duplicates.length > 0) {
    return duplicates.map(({ offset, name }) => {
      return { file, key: '', position: position(offset), message: `"${name}" is there twice in one object` };
    });
  }
  return {
    file,
    data,
    locate: (path, key) => {
      const node = path.reduce<JsonNode | undefined>((inner, part) => inner?.members.get(String(part))?.value, root);
      const named = key === undefined ? undefined : node?.members.get(key)?.nameOffset;
      const offset = named ?? node?.offset;
      return offset === undefined ? undefined : position(offset);
    },
  };
}

async function parseYaml({ file, text }: Text): Promise<Source | readonly Fault[]> {
  const { document, lines } = await parseDocument(text);
  if (document.errors.length > 0) return document.errors.map((error) => yamlFault({ file, error, lines }));
  // Nothing but comments is a file that sets nothing.
  const data: unknown = document.contents === null ? {} : document.toJS({ maxAliasCount: 100 });
  return toSource({ file, data, document, lines });
}

async function parseDocument(text: string): Promise<{ document: Document.Parsed; lines: LineCounter }> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  return {
    document: yaml.parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      stringKeys: true,
    }),
    lines,
  };
}

/** More levels than any setting has, and fewer than exhaust the stack of whoever walks through them. */
const deepest = 64;

interface Located {
  readonly file: string;
  readonly data: unknown;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

async function toSource({ file, data, document, lines }: Located): Promise<Source> {
  const { isMap, isNode, isScalar } = await import('yaml');
  const at = (path: readonly PropertyKey[]) => (path.length === 0 ? document.contents : document.getIn(path, true));
  return {
    file,
    data,
    locate: (path, key) => {
      const node = at(path);
      const pair = key !== undefined && isMap(node) ? node.items.find((item) => keyText(item.key) === key) : undefined;
      const target = pair?.key ?? node;
      return isNode(target) && target.range ? toPosition(lines, target.range[0]) : undefined;
    },
  };

  function keyText(node: unknown): string {
    return String(isScalar(node) ? node.value : node);
  }
}

interface YamlProblem {
  readonly file: string;
  readonly error: { readonly message: string; readonly pos: readonly [number, number] };
  readonly lines: LineCounter;
}

function yamlFault({ file, error, lines }: YamlProblem): Fault {
  return { file, key: '', position: toPosition(lines, error.pos[0]), message: error.message };
}

function toPosition(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function linePosition(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
