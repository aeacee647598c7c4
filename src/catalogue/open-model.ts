import type { ModelSchema } from '../providers/model-schema.js';
import type { ModelOption, ProviderId } from '../providers/request.js';
import { modelOptions } from './flags.js';
import type { ModelSpec, OptionSpec } from './model.js';
import { recognise } from './recognise.js';

/**
 * A model outside the catalogue, asked for by the provider's own id, described by its live schema: portable options
 * only where a parameter is plainly the same thing by name and type, everything else through `--set`. Without a schema
 * nothing is guessed: all goes through `--set`, as it is.
 */
export function openModel(provider: ProviderId, endpoint: string, schema?: ModelSchema): ModelSpec {
  const parameters = schema?.parameters ?? {};
  const options: Partial<Record<ModelOption, OptionSpec>> = recognise(parameters);
  const portable = new Set(Object.values(options).map((option) => option.wire));
  const extra = Object.fromEntries(Object.entries(parameters).filter(([key]) => !portable.has(key)));
  const required = schema?.required ?? [];
  return {
    provider,
    endpoint,
    title: endpoint,
    task: 'image-to-video',
    names: [],
    source: schema === undefined ? 'none: the schema could not be read' : 'live schema',
    date: 'live',
    options,
    required: modelOptions.filter((option) => required.includes(options[option]?.wire ?? '')),
    requiredExtra: required.filter((key) => !portable.has(key) && parameters[key]?.default === undefined),
    extra,
    open: schema === undefined || !schema.closed,
    price: { kind: 'unknown', why: 'the model is not in the catalogue' },
    // Our estimate for a model of unknown size.
    expectedSeconds: 180,
    notes: schema === undefined ? ['its schema could not be read: parameters go as they are, with --set only'] : [],
  };
}
