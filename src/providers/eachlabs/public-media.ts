import { WanError } from '../../errors.js';
import type { JsonObject, JsonValue } from '../../json.js';

/**
 * Eachlabs' own servers fetch what the input names, over HTTPS only: neither data URIs nor plain HTTP.
 *
 * @throws WanError `request.invalid`
 */
export function refuseUnreadableMedia(input: JsonObject): void {
  for (const [key, value] of Object.entries(input)) {
    if (!/_urls?$/.test(key) || !linksIn(value).some((link) => /^(data:|http:)/i.test(link))) continue;
    throw new WanError('request.invalid', `Eachlabs reads ${key} from a public https address only`, {
      hint: 'give a file, which is uploaded, or an https URL that anybody can open',
      provider: 'eachlabs',
    });
  }
}

function linksIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.flatMap(linksIn) : [];
}
