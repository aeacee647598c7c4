import { WanError } from '../../errors.js';
import type { BuiltInGraph } from './graph.js';
import { hybrid5b } from './graphs-5b.js';
import { lightning14b, original14b } from './graphs-14b.js';

/** Our own ids: a ComfyUI server has graphs, not models. */
const graphs: Readonly<Record<string, BuiltInGraph>> = {
  'wan2.2-i2v-14b-lightx2v': lightning14b,
  'wan2.2-i2v-14b': original14b,
  'wan2.2-flf2v-14b-lightx2v': lightning14b,
  'wan2.2-ti2v-5b': hybrid5b,
};

/** @throws WanError `request.unknown-model` */
export function graphOf(endpoint: string): BuiltInGraph {
  const graph = findGraph(endpoint);
  if (graph !== undefined) return graph;
  throw new WanError('request.unknown-model', `there is no built-in ComfyUI graph "${endpoint}"`, {
    hint: `one of: ${Object.keys(graphs).join(', ')}`,
    delivery: 'not-accepted',
    provider: 'comfyui',
  });
}

/** The built-in graph of an id; undefined for any other. */
export function findGraph(endpoint: string): BuiltInGraph | undefined {
  return Object.hasOwn(graphs, endpoint) ? graphs[endpoint] : undefined;
}
