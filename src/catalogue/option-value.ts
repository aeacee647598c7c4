import type { JsonValue } from '../json.js';
import type { Lora, ModelOption, RequestFields } from '../providers/request.js';

/** What the request says for an option, as JSON; a LoRA without a strength has strength 1. */
export function optionValue(fields: RequestFields, option: ModelOption): JsonValue | undefined {
  const value = fields[option];
  return Array.isArray(value) ? value.map(plainLora) : value;
}

function plainLora(lora: Lora): { readonly path: string; readonly scale: number } {
  return { path: lora.path, scale: lora.scale ?? 1 };
}
