import type { JsonValue } from '../json.js';
import type { ModelOption } from '../providers/request.js';

const flags: Readonly<Record<ModelOption, string>> = {
  image: '--image',
  endImage: '--end-image',
  prompt: '--prompt',
  negativePrompt: '--negative-prompt',
  resolution: '--resolution',
  aspectRatio: '--aspect-ratio',
  duration: '--duration',
  frames: '--frames',
  fps: '--fps',
  steps: '--steps',
  guidance: '--guidance',
  shift: '--shift',
  seed: '--seed',
  loras: '--lora',
  lorasHigh: '--lora-high',
  lorasLow: '--lora-low',
  audio: '--audio',
  workflow: '--workflow',
  acceleration: '--acceleration',
  safetyChecker: '--safety-checker',
  expandPrompt: '--expand-prompt',
};

/** Every option that can reach a model, in the order of `--help`. */
export const modelOptions = Object.keys(flags) as readonly ModelOption[];

/** The flag that sets an option; a switch that is off is shown in its `--no-` form. */
export function flagOf(option: ModelOption, value?: JsonValue): string {
  return value === false ? flags[option].replace('--', '--no-') : flags[option];
}

/** `a`, `a or b`, `a, b or c`. */
export function eitherOf(items: readonly (string | number)[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
