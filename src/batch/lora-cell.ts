import type { JsonValue } from '../json.js';
import type { CellValue } from './cell-alternatives.js';
import { quoted } from './manifest-error.js';

/** LoRAs as a list is written (`[{"path":"...","scale":0.8}]`), or in short: `https://x/a.safetensors=0.8 owner/name`. */
export function readLoras(value: JsonValue): CellValue {
  const data = typeof value === 'string' && /^\s*[[{]/.test(value) ? parse(value) : value;
  if (data === undefined) return { reason: `${quoted(value)} is no JSON` };
  if (Array.isArray(data) && data.some((one) => Array.isArray(one))) {
    return { alternatives: data.map((one: JsonValue) => (one === null ? null : toList(one))) };
  }
  return { alternatives: [toList(data)] };
}

function toList(value: JsonValue): JsonValue {
  if (typeof value === 'string')
    return value
      .split(/\s+/)
      .filter((part) => part !== '')
      .map(toLora);
  if (!Array.isArray(value)) return [value];
  return value.map((one: JsonValue) => (typeof one === 'string' ? toLora(one) : one));
}

/** `url=0.8`; a URL with a query is taken whole, since its own `=` can't be told from ours. */
function toLora(text: string): JsonValue {
  const at = text.lastIndexOf('=');
  const scale = text.slice(at + 1);
  if (at < 1 || text.includes('?') || !/^\d+(?:\.\d+)?$/.test(scale)) return { path: text };
  return { path: text.slice(0, at), scale: Number(scale) };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
