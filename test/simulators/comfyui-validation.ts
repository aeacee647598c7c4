import type { JsonObject, JsonValue } from '../../src/json.js';
import { type InputSpec, type NodeClass, valuesOf } from './comfyui-nodes.js';

export interface Bench {
  readonly classes: Readonly<Record<string, NodeClass>>;
  /** Whether the input folder holds a picture of this name. */
  hasImage(name: string): boolean;
}

export interface Node {
  readonly class_type: string;
  readonly inputs: JsonObject;
}

/** What the server makes of a prompt. */
export interface Verdict {
  /** The body of a 400; undefined for a prompt that runs, at least in part. */
  readonly refusal?: JsonObject;
  /** Output nodes that run. */
  readonly outputs: readonly string[];
  /** Nodes with faults, for whose sake outputs are left out. */
  readonly nodeErrors: JsonObject;
}

/** One valid output is enough for a prompt to run. Nodes that no output needs are not looked at. */
export function judgePrompt(prompt: JsonValue | undefined, bench: Bench): Verdict {
  if (!isObject(prompt)) return refused(whole('no_prompt', 'No prompt provided', 'No prompt provided'));
  const nodes = Object.entries(prompt);
  for (const [id, node] of nodes) {
    const name = isObject(node) ? node.class_type : undefined;
    if (typeof name === 'string' && Object.hasOwn(bench.classes, name)) continue;
    // Also what a workflow in the format of the editor gets: its keys are no nodes.
    return refused(whole('missing_node_type', `Node '${String(name)}' not found.`, `Node ID '#${id}'`));
  }
  const graph = Object.fromEntries(nodes.filter((entry): entry is [string, JsonObject & Node] => isNode(entry[1])));
  const wanted = Object.keys(graph).filter((id) => bench.classes[graph[id]?.class_type ?? '']?.isOutput === true);
  if (wanted.length === 0) return refused(whole('prompt_no_outputs', 'Prompt has no outputs', ''));
  const faulty = wanted.map((output) => [output, faultsUnder(output, graph, bench)] as const);
  const outputs = faulty.filter(([, faults]) => faults.length === 0).map(([output]) => output);
  const nodeErrors: Record<string, JsonObject> = {};
  for (const { id, node, errors } of faulty.flatMap(([, faults]) => faults)) {
    const dependent = faulty.filter(([, faults]) => faults.some((fault) => fault.id === id)).map(([output]) => output);
    nodeErrors[id] = { class_type: node.class_type, dependent_outputs: dependent, errors };
  }
  if (outputs.length > 0) return { outputs, nodeErrors };
  const fault = whole('prompt_outputs_failed_validation', 'Prompt outputs failed validation', '');
  return refused({ ...fault, node_errors: nodeErrors });
}

function refused(refusal: JsonObject): Verdict {
  return { refusal, outputs: [], nodeErrors: {} };
}

function faultsUnder(output: string, graph: Readonly<Record<string, Node>>, bench: Bench) {
  return [...reachable(graph, output)].flatMap((id) => {
    const node = graph[id];
    const errors = node === undefined ? [] : nodeFaults(node, graph, bench);
    return node === undefined || errors.length === 0 ? [] : [{ id, node, errors }];
  });
}

/** An id that the server takes: a UUID in its canonical lower-case form. */
export function isUuid(id: JsonValue): boolean {
  return typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

export function whole(type: string, message: string, details: string): JsonObject {
  return { error: { type, message, details, extra_info: {} }, node_errors: {} };
}

function reachable(graph: Readonly<Record<string, Node>>, from: string, seen = new Set<string>()): Set<string> {
  if (seen.has(from)) return seen;
  seen.add(from);
  for (const value of Object.values(graph[from]?.inputs ?? {})) if (isLink(value)) reachable(graph, value[0], seen);
  return seen;
}

function nodeFaults(node: Node, graph: Readonly<Record<string, Node>>, bench: Bench): JsonObject[] {
  const { required = {}, optional = {} } = bench.classes[node.class_type] ?? {};
  const faults: JsonObject[] = [];
  for (const [name, spec] of Object.entries({ ...required, ...optional })) {
    const value = node.inputs[name];
    if (value === undefined) {
      if (name in required) faults.push(fault('required_input_missing', name, 'Required input is missing'));
      continue;
    }
    const found = isLink(value) ? linkFault(value, { name, spec, graph, bench }) : valueFault(value, name, spec);
    if (found !== undefined) faults.push(found);
  }
  const { image } = node.inputs;
  if (node.class_type === 'LoadImage' && typeof image === 'string' && !bench.hasImage(image)) {
    faults.push(fault('custom_validation_failed', 'image', `Invalid image file: ${image}`, image));
  }
  return faults;
}

interface Linked {
  readonly name: string;
  readonly spec: InputSpec;
  readonly graph: Readonly<Record<string, Node>>;
  readonly bench: Bench;
}

function linkFault([id, index]: readonly [string, number], { name, spec, graph, bench }: Linked) {
  const source = graph[id];
  if (source === undefined) return fault('bad_linked_input', name, `Bad linked input, no node ${id}`);
  const type = bench.classes[source.class_type]?.output[index];
  if (type === spec[0]) return undefined;
  return fault('return_type_mismatch', name, `received_type(${type}) mismatch input_type(${String(spec[0])})`);
}

function valueFault(value: JsonValue, name: string, spec: InputSpec): JsonObject | undefined {
  const values = valuesOf(spec);
  if (values !== undefined) {
    if (values.includes(value)) return undefined;
    const details = `${name}: '${String(value)}' not in (list of length ${values.length})`;
    return fault('value_not_in_list', name, details, value);
  }
  const [type, options = {}] = spec;
  if (type === 'STRING') return typeof value === 'string' ? undefined : fault('invalid_input_type', name, 'STRING');
  if (type !== 'INT' && type !== 'FLOAT') return fault('bad_linked_input', name, 'a link was expected');
  if (typeof value !== 'number') return fault('invalid_input_type', name, `Failed to convert to ${type}`, value);
  if (typeof options.min === 'number' && value < options.min) {
    return fault('value_smaller_than_min', name, `Value ${value} smaller than min of ${options.min}`, value);
  }
  if (typeof options.max === 'number' && value > options.max) {
    return fault('value_bigger_than_max', name, `Value ${value} bigger than max of ${options.max}`, value);
  }
  return undefined;
}

const messages: Readonly<Record<string, string>> = {
  required_input_missing: 'Required input is missing',
  value_not_in_list: 'Value not in list',
  value_smaller_than_min: 'Value smaller than min',
  value_bigger_than_max: 'Value bigger than max',
  invalid_input_type: 'Failed to convert an input value',
  return_type_mismatch: 'Return type mismatch between linked nodes',
  bad_linked_input: 'Bad linked input',
  custom_validation_failed: 'Custom validation failed for node',
};

function fault(type: string, name: string, details: string, received: JsonValue = null): JsonObject {
  const info = { input_name: name, input_config: null, received_value: received };
  return { type, message: messages[type] ?? type, details, extra_info: info };
}

function isNode(value: JsonValue): value is JsonObject & Node {
  return isObject(value) && typeof value.class_type === 'string' && isObject(value.inputs ?? null);
}

function isLink(value: JsonValue): value is [string, number] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
