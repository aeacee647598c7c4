import type { JsonValue } from '../json.js';
import type { ModelOption, RequestFields } from '../providers/request.js';
import { framesFor } from './frames.js';
import type { ModelSpec } from './model.js';
import { optionValue } from './option-value.js';

/** How long a clip will be, as far as the request and the model say. */
export interface ClipLength {
  readonly frames: number | undefined;
  readonly fps: number | undefined;
  readonly seconds: number | undefined;
}

/** Length after everything that can set it: `--set` before the portable field before the default. */
export function clipLength(spec: ModelSpec, fields: RequestFields): ClipLength {
  const fps = numberOf(effectiveValue(spec, fields, 'fps'));
  const frames = frameCount(spec, fields, fps);
  const seconds = frames === undefined || fps === undefined ? plainSeconds(spec, fields) : frames / fps;
  return { frames, fps, seconds };
}

/** The portable resolution, in the spelling of the model's list. */
export function effectiveResolution(spec: ModelSpec, fields: RequestFields): string | undefined {
  const value = effectiveValue(spec, fields, 'resolution');
  if (value === undefined) return undefined;
  const typed = String(value).toLowerCase();
  const known = spec.options.resolution?.values?.find((candidate) => String(candidate).toLowerCase() === typed);
  return String(known ?? value);
}

/** What an option comes to; undefined where neither the request nor the catalogue sets it. */
export function effectiveValue(spec: ModelSpec, fields: RequestFields, option: ModelOption): JsonValue | undefined {
  const facts = spec.options[option];
  return extraValue(fields, facts?.wire) ?? optionValue(fields, option) ?? facts?.default;
}

/** The value that `--set` gives to a wire key. */
export function extraValue(fields: RequestFields, wire: string | null | undefined): JsonValue | undefined {
  if (wire === null || wire === undefined || fields.extra === undefined) return undefined;
  return Object.hasOwn(fields.extra, wire) ? fields.extra[wire] : undefined;
}

function frameCount(spec: ModelSpec, fields: RequestFields, fps: number | undefined): number | undefined {
  const typed = numberOf(extraValue(fields, spec.options.frames?.wire) ?? fields.frames);
  if (typed !== undefined) return typed;
  const rule = spec.options.duration?.translate;
  if (fields.duration === undefined) return numberOf(spec.options.frames?.default);
  return rule?.kind === 'seconds-to-frames' ? framesFor(rule, fields.duration, fps ?? rule.fps) : undefined;
}

function plainSeconds(spec: ModelSpec, fields: RequestFields): number | undefined {
  return numberOf(effectiveValue(spec, fields, 'duration')) ?? spec.clipSeconds;
}

/** Some services take numbers as text ("5"). */
function numberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
