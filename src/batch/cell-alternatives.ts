import type { JsonValue } from '../json.js';

/** What a value stands for: one or more alternatives of which each makes a row; null is "not given". */
export type CellValue = { readonly alternatives: readonly JsonValue[] } | { readonly reason: string };
