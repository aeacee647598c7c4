import type { JsonValue } from '../json.js';
import type { ModelOption, RequestFields } from '../providers/request.js';
import { type Checked, checkValue } from './check-value.js';
import { effectiveValue } from './effective.js';
import { type FrameTranslation, framesFor, secondsRange } from './frames.js';
import type { ModelSpec, OptionSpec } from './model.js';

export interface OptionValue {
  readonly option: ModelOption;
  readonly facts: OptionSpec;
  readonly value: JsonValue;
}

/** The value of one portable option, seconds checked as the frames that they become. */
export function checkOption(spec: ModelSpec, fields: RequestFields, { facts, value }: OptionValue): Checked {
  const rule = facts.translate;
  if (rule?.kind !== 'seconds-to-frames' || typeof value !== 'number') return checkValue(facts, value);
  const fps = effectiveValue(spec, fields, 'fps');
  return checkSeconds(rule, value, typeof fps === 'number' ? fps : rule.fps);
}

function checkSeconds(rule: FrameTranslation, seconds: number, fps: number): Checked {
  const frames = framesFor(rule, seconds, fps);
  if (frames >= rule.minimum && frames <= rule.maximum) return { ok: true, value: seconds };
  const { minimum, maximum } = secondsRange(rule, fps);
  return {
    ok: false,
    reason: `must be ${minimum} to ${maximum} at ${fps} frames a second, not ${seconds} (${frames} frames)`,
    hint: `nearest is ${seconds < minimum ? minimum : maximum}`,
  };
}
