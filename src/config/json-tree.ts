import { readToken, skipBlank } from './json-token.js';

/** Where a value of JSON text stands, in characters from its start, with what a list or object holds. */
export interface JsonNode {
  readonly offset: number;
  /** By name, or by position in a list. */
  readonly members: ReadonlyMap<string, JsonMember>;
}

export interface JsonMember {
  /** Where its name stands; of what is in a list, where it stands itself. */
  readonly nameOffset: number;
  readonly value: JsonNode;
}

export interface JsonTree {
  readonly root: JsonNode;
  /** Names that an object has already: JSON.parse drops what they stood for in silence. */
  readonly duplicates: readonly { readonly offset: number; readonly name: string }[];
}

/** Reads where everything stands in valid JSON text. @throws RangeError when it is nested too deeply */
export function readJsonTree(text: string): JsonTree {
  const duplicates: { offset: number; name: string }[] = [];
  let end = 0;
  const next = () => {
    const offset = skipBlank(text, end);
    const token = readToken(text, offset) ?? '';
    end = offset + token.length;
    return { offset, token };
  };

  const readNode = ({ offset, token }: ReturnType<typeof next>): JsonNode => {
    const members = new Map<string, JsonMember>();
    if (token !== '{' && token !== '[') return { offset, members };
    for (let one = next(); one.token !== '}' && one.token !== ']'; one = next()) {
      if (one.token === ',') continue;
      if (token === '[') members.set(String(members.size), { nameOffset: one.offset, value: readNode(one) });
      else readMember(one, members);
    }
    return { offset, members };
  };

  const readMember = ({ offset, token }: ReturnType<typeof next>, members: Map<string, JsonMember>): void => {
    const name = String(JSON.parse(token));
    if (members.has(name)) duplicates.push({ offset, name });
    next();
    members.set(name, { nameOffset: offset, value: readNode(next()) });
  };

  return { root: readNode(next()), duplicates };
}
