import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import type { ModelSchema, ParameterFact } from '../model-schema.js';
import type { Call } from '../provider.js';
import { findGraph } from './graphs.js';
import { readClass, valuesOf } from './object-info.js';

const optionsSchema = z.object({
  default: z.json().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});

/**
 * The inputs of a built-in graph's nodes as this very server takes them: with its model files as values. Links between
 * nodes are not parameters. Undefined for anything but a built-in graph.
 */
export async function readSchema(endpoint: string, call: Call): Promise<ModelSchema | undefined> {
  const builtIn = findGraph(endpoint);
  if (builtIn === undefined) return undefined;
  const parameters: Record<string, ParameterFact> = {};
  const known = new Map<string, Readonly<Record<string, readonly JsonValue[]>>>();
  for (const [id, node] of Object.entries(builtIn.graph)) {
    const specs = known.get(node.class_type) ?? (await readClass(node.class_type, call))?.inputs ?? {};
    known.set(node.class_type, specs);
    for (const name of Object.keys(node.inputs)) {
      const fact = factOf(specs[name]);
      if (fact !== undefined) parameters[`${id}.${name}`] = fact;
    }
  }
  // An input that a node does not list is not checked by the server.
  return { parameters, required: [], closed: false };
}

/** `["INT", {default, min, max}]`, `[["a", "b"], {}]`, `["COMBO", {options}]`; other words are links. */
function factOf(spec: readonly JsonValue[] | undefined): ParameterFact | undefined {
  const [type, given] = spec ?? [];
  const options = optionsSchema.safeParse(given).data ?? {};
  const values = valuesOf(spec);
  if (values !== undefined) return { type: 'string', values, default: options.default };
  const plain = plainTypes.get(typeof type === 'string' ? type : '');
  return plain && { type: plain, minimum: options.min, maximum: options.max, default: options.default };
}

// A map, because a server may name anything, `constructor` too.
const plainTypes: ReadonlyMap<string, ParameterFact['type']> = new Map([
  ['INT', 'integer'],
  ['FLOAT', 'number'],
  ['STRING', 'string'],
  ['BOOLEAN', 'boolean'],
]);
