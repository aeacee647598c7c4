import { readToken, skipBlank } from './json-token.js';

/** Where JSON text stops being JSON. `JSON.parse` itself tells no position for most faults. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

/** The first syntax fault, or undefined for valid JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: Bracket[] = [];
  let expected: Expected = 'value';
  let offset = 0;
  for (;;) {
    offset = skipBlank(text, offset);
    if (offset >= text.length) {
      return expected === 'end' ? undefined : { offset: text.length, message: 'the file ends too early' };
    }
    const token = readToken(text, offset);
    if (token === undefined) return { offset, message: badToken(text, offset) };
    const next = step(expected, token, open);
    if (next === undefined) return { offset, message: wanted[expected] };
    expected = next;
    offset += token.length;
  }
}

type Bracket = '{' | '[';
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'separator' | 'end';

const wanted: Readonly<Record<Expected, string>> = {
  value: 'a value is missing here (a comma too many?)',
  'value or ]': 'a value or ] is missing here',
  key: 'a key in double quotes is missing here (a comma too many?)',
  'key or }': 'a key in double quotes or } is missing here',
  colon: 'a colon is missing here',
  separator: 'a comma or a closing bracket is missing here',
  end: 'nothing may follow the end',
};

function badToken(text: string, offset: number): string {
  const start = text.charAt(offset);
  if (start === '"') return 'this text is not closed, or holds an escape that JSON does not know';
  if (start === '/' || start === '#') return 'JSON has no comments';
  if (start === "'") return 'JSON takes double quotes only';
  return `${JSON.stringify(start)} is not expected here`;
}

/** What may follow the token, or undefined when the token itself may not stand here. */
function step(expected: Expected, token: string, open: Bracket[]): Expected | undefined {
  const isText = token.startsWith('"');
  switch (expected) {
    case 'end':
      return undefined;
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'key or }':
      return token === '}' ? close(open, '{') : isText ? 'colon' : undefined;
    case 'key':
      return isText ? 'colon' : undefined;
    case 'separator':
      if (token === ',') return open.at(-1) === '{' ? 'key' : 'value';
      return token === '}' ? close(open, '{') : token === ']' ? close(open, '[') : undefined;
    case 'value or ]':
      return token === ']' ? close(open, '[') : value(token, open);
    case 'value':
      return value(token, open);
  }
}

function value(token: string, open: Bracket[]): Expected | undefined {
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key or }' : 'value or ]';
  }
  if (/^[}\],:]$/.test(token)) return undefined;
  return open.length === 0 ? 'end' : 'separator';
}

function close(open: Bracket[], bracket: Bracket): Expected | undefined {
  if (open.pop() !== bracket) return undefined;
  return open.length === 0 ? 'end' : 'separator';
}
