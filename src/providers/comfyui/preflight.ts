import { WanError } from '../../errors.js';
import { cleanSentence } from '../../http/refusal.js';
import type { Call } from '../provider.js';
import type { VideoRequest } from '../request.js';
import { buildGraph } from './build-graph.js';
import { workflowEndpoint, workflowOf } from './fill-workflow.js';
import type { Graph, GraphNode } from './graph.js';
import { isModelFile, modelPath } from './model-folders.js';
import { type NodeInfo, readClass, valuesOf } from './object-info.js';
import { stillNodes } from './output-nodes.js';

const atOnce = 6;
const timeoutMs = 5_000;

type Catalogue = ReadonlyMap<string, NodeInfo | undefined>;

/**
 * Whether this very server has the nodes and the model files of a request's graph, and the graph an output.
 *
 * @throws WanError `provider.refused` naming all that is missing, with the folder it belongs in; transport failures
 */
export async function preflight(request: VideoRequest, call: Call): Promise<void> {
  const isOwn = request.endpoint === workflowEndpoint;
  const graph = isOwn ? workflowOf(request).graph : buildGraph(request, '');
  const known = await readClasses([...new Set(Object.values(graph).map((node) => node.class_type))], call);
  const nodes = missingNodes(graph, known);
  if (nodes.length > 0) {
    throw refused(
      `the server has no node ${nodes.join(', no ')}`,
      'update ComfyUI, or install what it comes from (ComfyUI-Manager: Install Missing Custom Nodes)',
    );
  }
  const files = missingFiles(graph, known);
  if (files.length > 0) {
    throw refused(
      `the server has no ${files.join(', no ')}`,
      isOwn
        ? 'put the files there, or name in the workflow those that it has'
        : 'put the files there, or name those that it has: wan models show says the --set keys',
    );
  }
  checkOutputs(graph, known);
}

async function readClasses(names: readonly string[], call: Call): Promise<Catalogue> {
  const found = new Map<string, NodeInfo | undefined>();
  for (let start = 0; start < names.length; start += atOnce) {
    const part = names.slice(start, start + atOnce);
    const infos = await Promise.all(part.map((name) => readClass(name, call, timeoutMs)));
    for (const [index, name] of part.entries()) found.set(name, infos[index]);
  }
  return found;
}

function missingNodes(graph: Graph, known: Catalogue): readonly string[] {
  const names = Object.values(graph).map((node) => node.class_type);
  return [...new Set(names)].filter((name) => known.get(name) === undefined).map((name) => cleanSentence(name));
}

function missingFiles(graph: Graph, known: Catalogue): readonly string[] {
  const files = Object.entries(graph).flatMap(([id, node]) => filesMissingIn(id, node, known.get(node.class_type)));
  return [...new Set(files)].sort();
}

function filesMissingIn(
  id: string,
  { class_type: nodeClass, inputs }: GraphNode,
  info: NodeInfo | undefined,
): string[] {
  return Object.entries(inputs).flatMap(([input, file]) => {
    const values = valuesOf(info?.inputs[input]);
    if (typeof file !== 'string' || values === undefined || values.includes(file)) return [];
    const path = modelPath({ nodeClass, input, file });
    if (path === undefined && !isModelFile(file)) return [];
    return [cleanSentence(path ?? `${file} for node ${id} (${nodeClass}, input ${input})`)];
  });
}

function checkOutputs(graph: Graph, known: Catalogue): void {
  const outputs = Object.values(graph).filter(({ class_type: name }) => known.get(name)?.isOutput === true);
  const names = [...new Set(outputs.map((node) => node.class_type))];
  if (names.length === 0) {
    throw refused(
      'the workflow has no output node, so that nothing of it would run',
      'end it with Save Video, and export it again',
    );
  }
  if (names.every((name) => stillNodes.includes(name))) {
    throw refused(
      `the workflow saves no video: its output is ${names.join(', ')}`,
      'end it with Save Video, and export it again',
    );
  }
}

function refused(message: string, hint: string): WanError {
  return new WanError('provider.refused', `comfyui: ${message}`, {
    hint,
    delivery: 'not-accepted',
    provider: 'comfyui',
  });
}
