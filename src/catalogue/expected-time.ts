import type { RequestFields } from '../providers/request.js';
import { effectiveResolution } from './effective.js';
import type { ModelSpec } from './model.js';

/** Typical milliseconds from submit to result; the slowest resolution's where the request's is not listed. */
export function expectedMs(spec: ModelSpec, fields: RequestFields): number {
  const expected = spec.expectedSeconds;
  if (typeof expected === 'number') return expected * 1000;
  const resolution = effectiveResolution(spec, fields) ?? '';
  const listed = Object.hasOwn(expected, resolution) ? expected[resolution] : undefined;
  return (listed ?? Math.max(...Object.values(expected))) * 1000;
}
