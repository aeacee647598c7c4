import type { JsonValue } from '../../json.js';

/** A workflow in the API format: nodes by id, links as `[id, output]`. */
export type Graph = Readonly<Record<string, GraphNode>>;

export type GraphNode = {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, JsonValue>>;
  /** A title, in graphs that the editor exported. */
  readonly _meta?: JsonValue;
};

/** A built-in graph and where a request goes into it. */
export interface BuiltInGraph {
  readonly graph: Graph;
  /** The node that has width, height and the start image. */
  readonly frame: string;
  /** Width and height are multiples of this. */
  readonly multiple: number;
  /** Pixels of a frame by portable resolution, whatever its shape. */
  readonly pixels: Readonly<Record<string, number>>;
  /** Loader and consumer of each model; LoRAs go between the two. */
  readonly experts: Readonly<Partial<Record<'high' | 'low', Expert>>>;
  /** The two samplers that share the steps. */
  readonly samplers: readonly [first: string, second: string] | undefined;
}

export interface Expert {
  readonly loader: string;
  readonly consumer: string;
}
