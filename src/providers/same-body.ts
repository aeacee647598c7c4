import { withDigests } from '../data-uri.js';
import { canonicalJson, type JsonObject, type JsonValue } from '../json.js';

/**
 * Whether a listed body is the journaled one: equal in every key and value, in any key order. Data URIs count by media
 * type and digest, as the journal keeps no more of them than `data:image/png;sha256,<hex of the decoded bytes>`.
 */
export function sameBody(journaled: JsonValue, listed: JsonValue): boolean {
  return canonicalJson(withDigests(journaled)) === canonicalJson(withDigests(listed));
}

/**
 * Whether a listed body may be the journaled one as a service rewrote it: keys added (defaults), links and data URIs
 * replaced (media stored elsewhere). True for equal bodies too. Such a job is no match, but rules out "not there".
 */
export function resemblesBody(journaled: JsonObject, listed: JsonObject): boolean {
  return Object.entries(journaled).every(([key, value]) => {
    const other = listed[key];
    if (isLink(value)) return true;
    if (other === undefined) return false;
    return sameBody(value, other) || (isObject(value) && isObject(other) && resemblesBody(value, other));
  });
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** Whether a service may list something else in its place: an address, a data URI, or a list of nothing else. */
export function isLink(value: JsonValue): boolean {
  if (isList(value)) return value.length > 0 && value.every(isLink);
  return typeof value === 'string' && /^(https?|data):/.test(value);
}
