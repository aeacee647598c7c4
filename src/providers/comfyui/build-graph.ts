import { WanError } from '../../errors.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { Lora, VideoRequest } from '../request.js';
import { frameSize } from './frame-size.js';
import type { BuiltInGraph, Expert, Graph } from './graph.js';
import { graphOf } from './graphs.js';
import { refuseAddress } from './review-workflow.js';

/**
 * The graph of a request: the built-in one with the wire parameters as inputs of its nodes (`k1.cfg` is input `cfg` of
 * node `k1`). Pure.
 *
 * @throws WanError `request.unknown-model`, `request.invalid` for what no server can load
 */
export function buildGraph(request: VideoRequest, filenamePrefix: string): Graph {
  const builtIn = graphOf(request.endpoint);
  const framed = withEndImage(withSize(builtIn, request), builtIn, request);
  const styled = withLoras(framed, builtIn, request);
  const filled = Object.entries(request.wire).reduce(fill, styled);
  return setInputs(withSplitSteps(filled, builtIn, request.wire), 'save', { filename_prefix: filenamePrefix });
}

function withSize(builtIn: BuiltInGraph, { options, media }: VideoRequest): Graph {
  const { resolution, aspectRatio } = options;
  const size = frameSize(builtIn, { resolution, aspectRatio, imageName: media.image?.url });
  return size === undefined ? builtIn.graph : setInputs(builtIn.graph, builtIn.frame, { ...size });
}

function withEndImage(graph: Graph, { frame }: BuiltInGraph, { media }: VideoRequest): Graph {
  const node = graph[frame];
  if (media.endImage === undefined || node === undefined) return graph;
  return {
    ...graph,
    end: { class_type: 'LoadImage', inputs: { image: '' } },
    [frame]: { class_type: 'WanFirstLastFrameToVideo', inputs: { ...node.inputs, end_image: ['end', 0] } },
  };
}

/** After the LoRAs of the built-in graph, before the sampling shift. */
function withLoras(graph: Graph, { experts }: BuiltInGraph, { options }: VideoRequest): Graph {
  const { loras = [], lorasHigh = [], lorasLow = [] } = options;
  return addLoras(addLoras(graph, experts.high, [...loras, ...lorasHigh]), experts.low, [...loras, ...lorasLow]);
}

function addLoras(graph: Graph, expert: Expert | undefined, loras: readonly Lora[]): Graph {
  if (expert === undefined || loras.length === 0) return graph;
  const nodes: Record<string, Graph[string]> = {};
  let model = expert.loader;
  for (const [index, { path, scale = 1 }] of loras.entries()) {
    const id = `${expert.loader}_lora_${index + 1}`;
    const inputs = { model: [model, 0], lora_name: loraName(path), strength_model: scale };
    nodes[id] = { class_type: 'LoraLoaderModelOnly', inputs };
    model = id;
  }
  return setInputs({ ...graph, ...nodes }, expert.consumer, { model: [model, 0] });
}

function loraName(path: string): string {
  if (!/^([a-z][a-z0-9+.-]+:|[/\\~.]|[A-Za-z]:[/\\])/i.test(path)) {
    return /\.(safetensors|sft|ckpt|pth?|bin)$/i.test(path) ? path : `${path}.safetensors`;
  }
  throw notLoadable('ComfyUI loads LoRAs by their names in its own models/loras folder', {
    hint: 'put the file there and give its name without .safetensors: --lora styles/film',
  });
}

function fill(graph: Graph, [id, inputs]: readonly [string, JsonValue]): Graph {
  const known = graph[id];
  if (known === undefined || !isObject(inputs)) {
    throw notLoadable(`the graph has no node "${id}"`, { hint: `it has ${Object.keys(graph).join(', ')}` });
  }
  if (known.class_type === 'LoadImage') refuseAddress(inputs.image);
  return setInputs(graph, id, inputs);
}

/** The high-noise expert takes the first half of the steps, or what the user gives to either of the two. */
function withSplitSteps(graph: Graph, { samplers }: BuiltInGraph, wire: JsonObject): Graph {
  if (samplers === undefined) return graph;
  const [first, second] = samplers;
  const steps = graph[first]?.inputs.steps;
  if (typeof steps !== 'number') return graph;
  const own = (id: string) => (isObject(wire[id]) ? wire[id] : {});
  const change = own(first).end_at_step ?? own(second).start_at_step ?? Math.ceil(steps / 2);
  const begun = setInputs(graph, first, { end_at_step: change, ...own(first) });
  return setInputs(begun, second, { start_at_step: change, end_at_step: steps, ...own(second) });
}

function setInputs(graph: Graph, id: string, inputs: JsonObject): Graph {
  const node = graph[id];
  return node === undefined ? graph : { ...graph, [id]: { ...node, inputs: { ...node.inputs, ...inputs } } };
}

function notLoadable(message: string, { hint }: { hint: string }): WanError {
  return new WanError('request.invalid', message, { hint, delivery: 'not-accepted', provider: 'comfyui' });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
