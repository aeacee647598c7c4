import type { JsonObject, JsonValue } from '../json.js';
import type { RequestFields } from '../providers/request.js';
import { extraValue } from './effective.js';
import type { Fault } from './fault.js';
import { eitherOf } from './flags.js';
import type { ModelSpec, TypedSets } from './model.js';

/** Lists of `{type, url}` given with `--set` whose items the service would accept and then fail together. */
export function illegalSets(spec: ModelSpec, fields: RequestFields): readonly Fault[] {
  return Object.entries(spec.extraSets ?? {}).flatMap(([key, rule]) => {
    const list = extraValue(fields, key);
    const reason = Array.isArray(list) ? reasonAgainst(list, rule) : undefined;
    if (reason === undefined) return [];
    const message = `--set ${key} ${reason}`;
    return [{ code: 'request.invalid', field: 'extra', key, message, hint: hintFor(rule) }];
  });
}

function reasonAgainst(list: readonly JsonValue[], { sets, most }: TypedSets): string | undefined {
  const types = list.map(typeOf);
  const named = types.filter((type) => type !== undefined);
  if (named.length === 0 || named.length < types.length) return 'must list items of {"type", "url"}';
  if (sets.some((set) => canonical(set) === canonical(named))) return undefined;
  const counts = new Map(named.map((type) => [type, named.filter((other) => other === type).length]));
  const isWithin = [...counts].every(([type, count]) => isAtMost(count, most, type));
  return isWithin ? undefined : `can not hold ${named.join(', ')} together`;
}

function isAtMost(count: number, most: TypedSets['most'], type: string): boolean {
  const limit = most !== undefined && Object.hasOwn(most, type) ? most[type] : 0;
  return limit === null || count <= (limit ?? 0);
}

/** Undefined where it is no item with a type and an address. */
function typeOf(item: JsonValue): string | undefined {
  if (!isObject(item) || typeof item.url !== 'string') return undefined;
  return typeof item.type === 'string' ? item.type : undefined;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function canonical(types: readonly string[]): string {
  return [...types].sort().join(' ');
}

function hintFor({ sets, most = {} }: TypedSets): string {
  const others = Object.entries(most).map(([type, count]) => (count === null ? type : `${count} ${type}`));
  const ways = sets.map((set) => set.join(' + '));
  return `it takes ${eitherOf(others.length === 0 ? ways : [...ways, `at most ${others.join(', ')}`])}`;
}
