import { z } from 'zod';
import { linkedNode } from './workflow.js';

/** Output nodes that leave no clip. */
export const stillNodes: readonly string[] = ['SaveImage', 'PreviewImage', 'MaskPreview', 'PreviewAny'];

const nodeSchema = z.object({ class_type: z.string(), inputs: z.record(z.string(), z.json()).catch({}) });
const graphSchema = z.record(z.string(), nodeSchema);

/**
 * Ids of the nodes that may save a clip, as far as a graph alone tells: those with a file name, and those that nothing
 * else needs. Rather one too many, for what is not among them counts as no loss.
 */
export function clipNodes(graph: unknown): readonly string[] {
  const nodes = Object.entries(nodesOf(graph));
  const needed = new Set(nodes.flatMap(([, { inputs }]) => Object.values(inputs).map(linkedNode)));
  return nodes
    .filter(([id, { inputs }]) => typeof inputs.filename_prefix === 'string' || !needed.has(id))
    .filter(([, { class_type: name }]) => !stillNodes.includes(name))
    .map(([id]) => id);
}

/** A node with its class, as the server's messages name it. */
export function placeIn(graph: unknown, id: string): string {
  const nodes = nodesOf(graph);
  return `node ${id} (${Object.hasOwn(nodes, id) ? nodes[id]?.class_type : '?'})`;
}

function nodesOf(graph: unknown): z.infer<typeof graphSchema> {
  return graphSchema.safeParse(graph).data ?? {};
}
