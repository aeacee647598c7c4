import type { JsonValue } from '../json.js';

/** A live schema in the shape of the catalogue's parameter facts, by wire key. */
export interface ModelSchema {
  readonly parameters: Readonly<Record<string, ParameterFact>>;
  readonly required: readonly string[];
  /** True when keys that are not listed are refused or silently dropped. */
  readonly closed: boolean;
}

export interface ParameterFact {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'any';
  readonly values?: readonly JsonValue[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly multipleOf?: number | undefined;
  /** What is left over by `multipleOf`: 1 for frames of the form 4n+1. */
  readonly remainder?: number | undefined;
  /** Characters of text, or items of a list. */
  readonly maxLength?: number | undefined;
  /** How strong each LoRA of a list may be. */
  readonly scale?: { readonly minimum: number; readonly maximum: number } | undefined;
  readonly default?: JsonValue | undefined;
  readonly description?: string | undefined;
}
