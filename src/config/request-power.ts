import type { JsonValue } from '../json.js';
import type { RequestFields } from '../providers/request.js';

/** A key that a file without trust may not set, and why. */
export interface Power {
  readonly key: string;
  readonly reason: string;
}

/**
 * Wire names that would do through `extra` what a project may not do by name. Compared without case and punctuation, so
 * that `enable_safety_checker`, `disableSafetyChecker` and `nsfw-checker` are all caught.
 */
const guarded: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/safety|nsfw|moderat|contentfilter|inspection/, 'only the user decides about the safety checker'],
  [/webhook|callback|notif/, 'only the user decides who is told about results'],
  [/apikey|token|secret|passw|credential|authorization/, 'secrets have no place in a project file'],
  [/outputpath|baseurl|endpoint/, 'only the user decides where requests and results go'],
];

/** What in these request fields takes the trust of the user; empty for harmless ones. */
export function requestPower(fields: RequestFields, options: { readonly safetyCheckerOff: boolean }): readonly Power[] {
  const checker =
    fields.safetyChecker === false && !options.safetyCheckerOff
      ? [{ key: 'safetyChecker', reason: 'only the user turns the safety checker off' }]
      : [];
  const workflow =
    fields.workflow === undefined ? [] : [{ key: 'workflow', reason: 'only the user decides what runs on the server' }];
  return [...checker, ...workflow, ...guardedKeys(fields.extra ?? {}, 'extra')];
}

function guardedKeys(value: JsonValue | undefined, path: string): readonly Power[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const key = `${path}.${name}`;
    const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
    const reasons = guarded.filter(([pattern]) => pattern.test(plain)).map(([, reason]) => ({ key, reason }));
    return [...reasons.slice(0, 1), ...guardedKeys(inner, key)];
  });
}
