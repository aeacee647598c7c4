import { withDigests } from '../data-uri.js';
import { groupBy } from '../group-by.js';
import { canonicalJson, type JsonObject, type JsonValue } from '../json.js';
import { isLink, isObject } from './same-body.js';

/**
 * Finds those of many listed bodies that resemble one (`resemblesBody`) without a look at each: by the text of all that
 * must be equal. Bodies that are sought with other keys need an index of their own, which is made when the first is sought.
 */
export function createBodyIndex<T>(
  entries: readonly (readonly [body: JsonObject, item: T])[],
): (sought: JsonObject) => readonly T[] {
  const indexes = new Map<string, ReadonlyMap<string, readonly T[]>>();
  return (sought) => {
    const fixed = fixedPart(sought);
    const keys = canonicalJson(keysOf(fixed));
    const index = indexes.get(keys) ?? makeIndex(fixed);
    indexes.set(keys, index);
    return index.get(textOf(fixed)) ?? [];
  };

  function makeIndex(fixed: JsonObject): ReadonlyMap<string, readonly T[]> {
    const groups = groupBy(entries, ([body]) => textOf(cutTo(fixed, body)));
    return new Map([...groups].map(([text, group]) => [text, group.map(([, item]) => item)]));
  }
}

/** What must be in a listed body as it is: all but links and data URIs, in whose place anything may stand. */
function fixedPart(body: JsonObject): JsonObject {
  const kept = Object.entries(body).filter(([, value]) => !isLink(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, isObject(value) ? fixedPart(value) : value]));
}

function keysOf(fixed: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fixed).map(([key, value]) => [key, isObject(value) ? keysOf(value) : null]));
}

/** The same keys of a listed body. */
function cutTo(fixed: JsonObject, body: JsonObject): JsonObject {
  const entries = Object.entries(fixed).flatMap(([key, value]): [string, JsonValue][] => {
    const other = body[key];
    if (other === undefined) return [];
    return [[key, isObject(value) && isObject(other) ? cutTo(value, other) : other]];
  });
  return Object.fromEntries(entries);
}

function textOf(body: JsonObject): string {
  return canonicalJson(withDigests(body));
}
