import type { JsonObject, JsonValue } from '../json.js';
import { framesFor } from './frames.js';
import type { LoraSlot, OptionSpec, Translation } from './model.js';

/** What one option puts into the body. */
export interface WireEntry {
  readonly key: string;
  readonly value: JsonValue;
  /** Added to a list that another option may have begun. */
  readonly append?: boolean | undefined;
}

export interface PortableValue {
  readonly value: JsonValue;
  /** Frames a second of the request, where the model takes or has them. */
  readonly fps: number | undefined;
}

/** The wire form of a portable value, one entry per key. An option that is not sent gives none. */
export function translate(option: OptionSpec, portable: PortableValue): readonly WireEntry[] {
  const rule = option.translate;
  if (option.wire === null) return [];
  if (rule?.kind === 'lora-slots') return slotEntries(rule.slots, portable.value);
  const value = rule === undefined ? portable.value : translated(rule, portable);
  const append = rule?.kind === 'lora-list';
  return [option.wire, ...(option.also ?? [])].map((key) => (append ? { key, value, append } : { key, value }));
}

function translated(rule: Exclude<Translation, { kind: 'lora-slots' }>, { value, fps }: PortableValue): JsonValue {
  switch (rule.kind) {
    case 'text':
      return String(value);
    case 'upper-case':
      return String(value).toUpperCase();
    case 'not':
      return value !== true;
    case 'map':
      return (Object.hasOwn(rule.map, String(value)) ? rule.map[String(value)] : undefined) ?? value;
    case 'list':
      return [value];
    case 'seconds-to-frames':
      return framesFor(rule, Number(value), fps ?? rule.fps);
    case 'lora-list':
      return itemsOf(value).map((item) => ({ ...item, ...rule.item }));
  }
}

function slotEntries(slots: readonly LoraSlot[], value: JsonValue): readonly WireEntry[] {
  const [lora] = itemsOf(value);
  if (lora === undefined) return [];
  return slots.flatMap(({ weights, scale }) => [
    { key: weights, value: lora.path ?? '' },
    { key: scale, value: lora.scale ?? 1 },
  ]);
}

function itemsOf(value: JsonValue): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
