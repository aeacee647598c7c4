import { canonicalJson, type JsonObject, type JsonValue } from '../json.js';
import type { HostedFile, HostedRole, ModelOption, RequestFields } from '../providers/request.js';
import { clipLength, extraValue } from './effective.js';
import { modelOptions } from './flags.js';
import type { ModelSpec } from './model.js';
import { optionValue } from './option-value.js';
import { translate, type WireEntry } from './translate.js';

export interface WireRequest {
  /** The model's parameters as its service names and types them. */
  readonly wire: JsonObject;
  readonly translations: readonly TranslatedOption[];
}

/** A portable value that reaches the service as something else. */
export interface TranslatedOption {
  readonly option: ModelOption;
  readonly from: JsonValue;
  readonly to: JsonValue;
  readonly wireKey: string;
}

export type HostedMedia = Readonly<Partial<Record<HostedRole, HostedFile>>>;

/**
 * The body of a validated request. Pure: the same request gives the same body. What is set is sent, seed 0, `false`
 * and the empty text included. `extra` wins over a portable field on the same key. Media that is not hosted yet stands
 * as the request names it, so that a plan can be read; a submit comes with `media`.
 */
export function toWire(spec: ModelSpec, fields: RequestFields, media: HostedMedia): WireRequest {
  const wire: Mutable = {};
  const translations: TranslatedOption[] = [];
  for (const [key, value] of Object.entries(spec.fixed ?? {})) put(wire, { key, value });
  const { fps } = clipLength(spec, fields);
  for (const option of modelOptions) {
    const value = hosted(option, media) ?? optionValue(fields, option);
    const facts = spec.options[option];
    if (facts === undefined || value === undefined) continue;
    for (const entry of translate(facts, { value, fps })) {
      if (extraValue(fields, entry.key) !== undefined) continue;
      put(wire, entry);
      if (facts.type !== 'media' && changes(entry, value)) {
        translations.push({ option, from: value, to: entry.value, wireKey: entry.key });
      }
    }
  }
  for (const [key, value] of Object.entries(fields.extra ?? {})) put(wire, { key, value });
  return { wire, translations };
}

function hosted(option: ModelOption, media: HostedMedia): string | undefined {
  return isHosted(option) ? media[option]?.url : undefined;
}

function isHosted(option: ModelOption): option is HostedRole {
  return option === 'image' || option === 'endImage' || option === 'audio' || option === 'workflow';
}

function changes(entry: WireEntry, value: JsonValue): boolean {
  return canonicalJson(entry.value) !== canonicalJson(value);
}

type Mutable = { [key: string]: JsonValue | Mutable };

/** Sets a value at a key whose dots nest. */
function put(target: Mutable, { key, value, append }: WireEntry): void {
  const [head = key, ...rest] = key.split('.');
  const present = target[head];
  if (rest.length > 0) {
    const inner: Mutable = isObject(present) ? { ...present } : {};
    put(inner, { key: rest.join('.'), value, append });
    target[head] = inner;
  } else if (append === true && Array.isArray(present) && Array.isArray(value)) {
    target[head] = [...present, ...value];
  } else {
    target[head] = value;
  }
}

function isObject(value: JsonValue | Mutable | undefined): value is Mutable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
