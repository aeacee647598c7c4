/** Where a value of JSON text begins, and for lists and objects near the root their members. */
export interface Place {
  readonly line: number;
  readonly members: ReadonlyMap<string, Place>;
}

/** A name that an object has twice: JSON.parse drops the first in silence. */
export interface Duplicate {
  readonly line: number;
  readonly name: string;
}

interface Open {
  readonly isObject: boolean;
  readonly names: Set<string>;
  readonly members: Map<string, Place> | undefined;
  /** Name or position of the member that comes next. */
  next: string;
  index: number;
  awaitsName: boolean;
}

/**
 * Lines of the members of valid JSON text down to `depth` levels, and every name that is there twice. A full parser with
 * positions takes seconds for what JSON.parse reads in milliseconds.
 */
export function findPlaces(
  text: string,
  depth: number,
): { readonly root: Place; readonly duplicates: readonly Duplicate[] } {
  const root = new Map<string, Place>();
  const duplicates: Duplicate[] = [];
  const open: Open[] = [];
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    const inner = open.at(-1);
    if (char === '\n') line += 1;
    else if (char === '"') {
      const end = endOfText(text, at);
      if (inner?.awaitsName === true) {
        inner.next = unquote(text.slice(at, end + 1));
        if (inner.names.has(inner.next)) duplicates.push({ line, name: inner.next });
        inner.names.add(inner.next);
        inner.members?.set(inner.next, { line, members: new Map() });
        inner.awaitsName = false;
      }
      at = end;
    } else if (char === '{' || char === '[') {
      const members = open.length < depth ? new Map<string, Place>() : undefined;
      if (members !== undefined) enter({ inner, root, line, members });
      open.push({ isObject: char === '{', names: new Set(), members, next: '0', index: 0, awaitsName: char === '{' });
    } else if (char === '}' || char === ']') open.pop();
    else if (char === ',' && inner !== undefined) step(inner);
  }
  return { root: { line: 1, members: root.get('')?.members ?? new Map() }, duplicates };
}

function enter({
  inner,
  root,
  line,
  members,
}: {
  inner: Open | undefined;
  root: Map<string, Place>;
  line: number;
  members: Map<string, Place>;
}): void {
  if (inner === undefined) root.set('', { line, members });
  else inner.members?.set(inner.next, { line, members });
}

function step(inner: Open): void {
  inner.index += 1;
  if (inner.isObject) inner.awaitsName = true;
  else inner.next = String(inner.index);
}

function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function unquote(text: string): string {
  return text.includes('\\') ? String(JSON.parse(text)) : text.slice(1, -1);
}
