import { maxSeed } from '../providers/request.js';
import type { OptionSpec } from './model.js';

/** Building blocks of a model's option table; every one names its wire key first. */

export function media(wire: string): OptionSpec {
  return { wire, type: 'media' };
}

export function text(wire: string, maxLength?: number): OptionSpec {
  return { wire, type: 'string', maxLength };
}

export function choice<T extends string | number>(
  wire: string,
  values: readonly T[],
  standard?: NoInfer<T>,
): OptionSpec {
  return { wire, type: typeof values[0] === 'number' ? 'integer' : 'string', values, default: standard };
}

export interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly default?: number | undefined;
  readonly multipleOf?: number | undefined;
  readonly remainder?: number | undefined;
}

export function whole(wire: string, range: Range): OptionSpec {
  return { wire, type: 'integer', ...range };
}

export function real(wire: string, range: Range): OptionSpec {
  return { wire, type: 'number', ...range };
}

export function flag(wire: string, standard?: boolean): OptionSpec {
  return { wire, type: 'boolean', default: standard };
}

/** Left out means that the provider draws one. */
export function seed(wire = 'seed'): OptionSpec {
  return { wire, type: 'integer', minimum: 0, maximum: maxSeed };
}

export interface FrameRange {
  readonly fps: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly form?: '4n' | '4n+1' | undefined;
}

/** Seconds for a model that counts frames. */
export function secondsAsFrames(wire: string, range: FrameRange): OptionSpec {
  return { wire, type: 'number', translate: { kind: 'seconds-to-frames', ...range } };
}
