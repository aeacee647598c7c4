import type { JsonObject } from '../../src/json.js';
import type { Route } from './kit/exchange.js';

const list = (...options: readonly (string | number)[]): JsonObject => ({ type: 'list', list: { options } });

/** What the public list has of a model. */
interface ListedModel {
  readonly name: string;
  readonly parameters: readonly JsonObject[];
}

/** Of `wan2.7` no parameters are documented: these are its maker's, in the list's own form. */
const models: readonly ListedModel[] = [
  {
    name: 'wan2.7',
    parameters: [
      { name: 'prompt', required: true, description: 'What happens' },
      { name: 'image1', required: true, max_num: 1 },
      { name: 'end_image', required: false },
      { name: 'negative_prompt', required: false },
      { name: 'resolution', required: false, range: list('720p', '1080p') },
      { name: 'duration', required: false, range: { type: 'slider', range: { min: 2, max: 15, step: 1 } } },
      { name: 'enable_prompt_expansion', required: false },
    ],
  },
  {
    name: 'kling-o3',
    parameters: [
      { name: 'prompt', required: true },
      ...[1, 2, 3, 4].map((number) => ({ name: `image${number}`, required: number === 1 })),
      { name: 'duration', required: false, range: list('5', '10') },
      { name: 'aspect_ratio', required: false, range: list('16:9', '9:16', '1:1') },
      { name: 'motion', required: false, range: { type: 'range', range: { min: 0, max: 1, step: 0.1 } } },
    ],
  },
  { name: 'minimaxi-hailuo-2.3', parameters: [{ name: 'prompt', required: true }] },
];

/** Case, `-` and `_`, and the suffix of the kind of input don't matter. */
export function findModel(name: unknown): string | undefined {
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll('_', '-')
      .replace(/-(t2v|i2v|v2v)$/, '');
  return models.find((model) => typeof name === 'string' && plain(model.name) === plain(name))?.name;
}

/** Public: no key. */
export const modelRoute: Route = {
  method: 'GET',
  path: /^\/302\/v2\/model\/video$/,
  operation: 'schema',
  open: true,
  answer: () => ({
    status: 200,
    json: {
      total: models.length,
      models: models.map(({ name, parameters }) => ({
        model_name: name,
        display_name: name,
        provider: 'simulated',
        provider_en: 'simulated',
        price_text: '0.5 PTC/次',
        price_text_en: '0.5 PTC/call',
        capabilities: { t2v: true, i2v: true, v2v: false },
        parameters,
      })),
    },
  }),
};
