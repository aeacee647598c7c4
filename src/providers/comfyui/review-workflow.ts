import { WanError } from '../../errors.js';
import type { RequestFields } from '../request.js';
import type { PlaceholderName } from './placeholders.js';
import { invalid, type Workflow } from './workflow.js';

/** An option with the placeholders of which one must be there for it to mean anything. */
const places: readonly (readonly [keyof RequestFields, flag: string, readonly PlaceholderName[]])[] = [
  ['image', '--image', ['image']],
  ['endImage', '--end-image', ['endImage']],
  ['prompt', '--prompt', ['prompt']],
  ['negativePrompt', '--negative-prompt', ['negative']],
  ['seed', '--seed', ['seed']],
  ['resolution', '--resolution', ['width', 'height']],
  ['aspectRatio', '--aspect-ratio', ['width', 'height']],
  ['duration', '--duration', ['length']],
  ['frames', '--frames', ['length']],
];

/**
 * Holds a request against the workflow that is to carry it: what is asked for needs its place, and a place that has no
 * usual value needs somebody to fill it. Pure.
 *
 * @returns what to tell the user although nothing is wrong
 * @throws WanError `request.option-not-taken`, `request.invalid`
 */
export function reviewWorkflow({ placeholders }: Workflow, fields: RequestFields): readonly string[] {
  const has = (name: PlaceholderName) => placeholders.has(name);
  for (const [option, flag, names] of places) {
    if (fields[option] !== undefined && !names.some(has)) throw homeless(flag, names);
  }
  // Seconds become frames by it, also where no node is told.
  if (fields.fps !== undefined && !has('fps') && fields.duration === undefined) throw homeless('--fps', ['fps']);
  for (const name of ['width', 'height'] as const) {
    if (fields.extra?.[name] !== undefined && !has(name)) throw homeless(`--set ${name}`, [name]);
  }
  if (has('image') && fields.image === undefined) throw unfilled('{{image}}', 'an image', '--image');
  if (has('endImage') && fields.endImage === undefined)
    throw unfilled('{{endImage}}', 'an image to end with', '--end-image');
  if (has('prompt') && fields.prompt === undefined) throw unfilled('{{prompt}}', 'a prompt', '--prompt');
  for (const image of [fields.image, fields.endImage]) refuseAddress(image);
  return has('seed') ? [] : ['the workflow has no {{seed}}: its own stays, and --count repeats the same clip'];
}

/** @throws WanError `request.invalid` for a picture that is not a file */
export function refuseAddress(image: unknown): void {
  if (typeof image !== 'string' || !/^(https?|data|file):/i.test(image)) return;
  throw invalid(
    'ComfyUI reads pictures from its own input folder, not from an address',
    'download the picture and give its path',
  );
}

function homeless(flag: string, names: readonly PlaceholderName[]): WanError {
  const wanted = names.map((name) => `"{{${name}}}"`).join(' and ');
  return new WanError('request.option-not-taken', `the workflow has no place for ${flag}`, {
    hint: `write ${wanted} in the input where it belongs, or leave ${flag} out`,
    delivery: 'not-accepted',
    provider: 'comfyui',
  });
}

function unfilled(name: string, noun: string, flag: string): WanError {
  return invalid(`the workflow needs ${noun} for ${name}`, `give ${flag}`);
}
