import type { JsonValue } from '../../json.js';
import type { VideoRequest } from '../request.js';
import { frameSize } from './frame-size.js';
import type { Graph, GraphNode } from './graph.js';
import { type PlaceholderName, type PlaceholderValues, substitute } from './placeholders.js';
import { refuseAddress } from './review-workflow.js';
import { invalid, readWorkflow, type Workflow } from './workflow.js';

/** The id of the model that is a workflow of the user's own. */
export const workflowEndpoint = 'workflow';

const frame = { multiple: 16, pixels: { '480p': 832 * 480, '720p': 1280 * 720 } };
const usualSizes: Readonly<Record<string, { readonly width: number; readonly height: number }>> = {
  '480p': { width: 832, height: 480 },
  '720p': { width: 1280, height: 720 },
};
/** What Wan 2.2 14B was made for. */
const usual = { length: 81, fps: 16, negative: '' };

/**
 * The user's graph with the request in its places and a file name that finds the clip again. Pure.
 *
 * @throws WanError `request.invalid` for a place that nothing fills
 */
export function fillWorkflow(request: VideoRequest, fileName: string): Graph {
  const { graph, placeholders } = workflowOf(request);
  const values = valuesFor(request);
  for (const name of placeholders) if (values[name] === undefined) throw invalid(`{{${name}}} has no value`, 'give it');
  const filled = Object.entries(graph).map(
    ([id, node]) => [id, withFileName(fillNode(node, values), fileName)] as const,
  );
  return Object.fromEntries(filled);
}

/** @throws WanError `request.invalid` */
export function workflowOf({ media, wire }: Pick<VideoRequest, 'media' | 'wire'>): Workflow {
  const [, payload] = /^data:application\/json;base64,(.*)$/s.exec(media.workflow?.url ?? textOf(wire.workflow)) ?? [];
  if (payload === undefined) throw invalid('there is no workflow', 'give --workflow');
  return readWorkflow(Buffer.from(payload, 'base64').toString('utf8'));
}

function valuesFor({ wire, media, options }: VideoRequest): PlaceholderValues {
  for (const image of [wire.image, wire.endImage]) refuseAddress(image);
  const resolution = options.resolution ?? '480p';
  const wanted = { resolution, aspectRatio: options.aspectRatio, imageName: media.image?.url };
  const given = ['image', 'endImage', 'prompt', 'negative', 'seed', 'width', 'height', 'length', 'fps'] as const;
  const set = given.flatMap((name): [PlaceholderName, string | number][] => {
    const value = wire[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  });
  return { ...usual, ...(frameSize(frame, wanted) ?? usualSizes[resolution]), ...Object.fromEntries(set) };
}

function fillNode(node: GraphNode, values: PlaceholderValues): GraphNode {
  const inputs = Object.entries(node.inputs).map(([name, value]) => [name, substitute(value, values)] as const);
  return { ...node, inputs: Object.fromEntries(inputs) };
}

/** Unique, so that a lost submit is found by it and the server does not answer from its cache with an older file. */
function withFileName(node: GraphNode, fileName: string): GraphNode {
  const own = node.inputs.filename_prefix;
  if (typeof own !== 'string') return node;
  const prefix = own === '' || own.endsWith('/') ? `${own}${fileName}` : `${own}-${fileName}`;
  return { ...node, inputs: { ...node.inputs, filename_prefix: prefix } };
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
