import type { JsonValue } from '../json.js';
import type { RequestFields } from '../providers/request.js';
import type { ModelSpec } from './model.js';

/**
 * Whether a clip becomes as long as a sound or video that goes in, instead of as long as the request says. A quote is
 * asked before that file is anywhere, so it is only the least that such a clip costs. Pure.
 */
export function followsMedia(spec: ModelSpec, fields: RequestFields): boolean {
  if (spec.price.kind === 'per-second' && spec.price.seconds === 'audio') return true;
  if (spec.price.kind !== 'unknown' || hasOwnLength(spec)) return false;
  const hasSound = fields.audio !== undefined && spec.options.audio !== undefined;
  return hasSound || Object.entries(fields.extra ?? {}).some(isSoundOrVideo);
}

function hasOwnLength({ options, clipSeconds }: ModelSpec): boolean {
  return options.duration !== undefined || options.frames !== undefined || clipSeconds !== undefined;
}

/** Models outside the catalogue take videos, and sounds under other names, with `--set`. */
function isSoundOrVideo([key, value]: readonly [string, JsonValue]): boolean {
  return /audio|sound|speech|voice|video|clip/i.test(key) && /"(https?|data):/i.test(JSON.stringify(value));
}
