import { closest } from '../../closest.js';
import { stripControls, WanError } from '../../errors.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { Graph, GraphNode } from './graph.js';
import { isPlaceholder, namesIn, type PlaceholderName, placeholderNames } from './placeholders.js';

/** A user's own graph, with placeholders where a request goes in. */
export interface Workflow {
  readonly graph: Graph;
  readonly placeholders: ReadonlySet<PlaceholderName>;
}

/** Far more than any editor writes. */
const deepest = 64;
const exportHint = 'in ComfyUI: Workflow > Export (API), and give that file';

/**
 * A workflow from the text of its file, told by its content.
 *
 * @throws WanError `request.invalid` for another format (the editor's own is explained), a link to no node, an unknown
 * placeholder, a number that JSON would not keep
 */
export function readWorkflow(text: string): Workflow {
  const parsed = parse(text);
  if (!isObject(parsed)) throw invalid('the workflow is not a graph of nodes', exportHint);
  if (Array.isArray(parsed.nodes)) {
    throw invalid("the workflow is in the editor's own format (nodes and links), which no server runs", exportHint);
  }
  const entries = Object.entries(parsed);
  if (entries.length === 0) throw invalid('the workflow has no nodes', exportHint);
  if (isTooDeep(parsed, deepest)) throw invalid(`the workflow is nested deeper than ${deepest} levels`, exportHint);
  const graph = Object.fromEntries(entries.map(([id, node]) => [id, toNode(id, node)]));
  for (const [id, node] of Object.entries(graph)) checkInputs(id, node, graph);
  return { graph, placeholders: new Set(Object.entries(graph).flatMap(([id, node]) => placeholdersOf(id, node))) };
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new WanError('request.invalid', 'the workflow is not JSON', {
      hint: exportHint,
      delivery: 'not-accepted',
      provider: 'comfyui',
      cause: error,
    });
  }
}

function toNode(id: string, node: JsonValue): GraphNode {
  if (isObject(node) && typeof node.class_type === 'string' && isObject(node.inputs)) {
    return { ...node, class_type: node.class_type, inputs: node.inputs };
  }
  throw invalid(
    `the workflow is not in the API format: "${brief(id)}" is no node with class_type and inputs`,
    exportHint,
  );
}

function checkInputs(id: string, node: GraphNode, graph: Graph): void {
  for (const [name, value] of Object.entries(node.inputs)) {
    const target = linkedNode(value);
    const place = `${placeOf(id, node)}, input ${brief(name)}`;
    if (target !== undefined && !Object.hasOwn(graph, target)) {
      throw invalid(
        `the workflow is incomplete: ${place}, is linked to node ${brief(target)}, which is not there`,
        exportHint,
      );
    }
    if (typeof value === 'number' && isInexact(value)) {
      throw invalid(
        `${place}: ${value} is too large to be kept exactly`,
        `up to ${Number.MAX_SAFE_INTEGER}, or "{{seed}}"`,
      );
    }
  }
}

/** A link is `[node, output]`; a node of the editor may have its number as its name. */
export function linkedNode(value: JsonValue): string | undefined {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[1] !== 'number') return undefined;
  return typeof value[0] === 'string' ? value[0] : undefined;
}

/** Seeds have 64 bits on the server and 53 in JSON as we read it. */
function isInexact(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) <= 2 ** 64;
}

function placeholdersOf(id: string, node: GraphNode): readonly PlaceholderName[] {
  return namesIn(node.inputs).map((name) => {
    if (isPlaceholder(name)) return name;
    const guess = closest(name, placeholderNames);
    const suggestion = guess === undefined ? '' : ` (did you mean {{${guess}}}?)`;
    throw invalid(
      `${placeOf(id, node)}: there is no placeholder {{${brief(name)}}}${suggestion}`,
      `one of: ${placeholderNames.map((known) => `{{${known}}}`).join(' ')}`,
    );
  });
}

function placeOf(id: string, { class_type: name }: GraphNode): string {
  return `node ${brief(id)} (${brief(name)})`;
}

/** A name of the file, fit for one line. */
function brief(text: string): string {
  const line = stripControls(text).replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

function isTooDeep(value: JsonValue, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((item: JsonValue) => isTooDeep(item, left - 1));
}

export function invalid(message: string, hint: string): WanError {
  return new WanError('request.invalid', message, { hint, delivery: 'not-accepted', provider: 'comfyui' });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
