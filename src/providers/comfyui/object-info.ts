import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import type { Call } from '../provider.js';
import { readAnswer } from './answer.js';
import { apiOrigin } from './place.js';

const inputsSchema = z.record(z.string(), z.array(z.json())).nullish().catch(null);
const classesSchema = z.record(
  z.string(),
  z.object({
    input: z.object({ required: inputsSchema, optional: inputsSchema }),
    output_node: z.boolean().nullish().catch(null),
  }),
);
const listSchema = z.object({ options: z.array(z.json()) });

export type InputSpec = readonly JsonValue[];

/** What a server says about one kind of node. */
export interface NodeInfo {
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly isOutput: boolean;
}

/** One kind of node as this server has it; undefined where it lacks it. */
export async function readClass(name: string, call: Call, timeoutMs?: number): Promise<NodeInfo | undefined> {
  const url = `${apiOrigin}/object_info/${encodeURIComponent(name)}`;
  const response = await call.http.send({ method: 'GET', url, timeoutMs });
  const classes = readAnswer(response, { schema: classesSchema, now: call.now() });
  const found = Object.hasOwn(classes, name) ? classes[name] : undefined;
  return (
    found && { inputs: { ...found.input.optional, ...found.input.required }, isOutput: found.output_node === true }
  );
}

/** The values of a list input, in the older and the newer spelling; undefined for the others. */
export function valuesOf(spec: InputSpec | undefined): readonly JsonValue[] | undefined {
  const [type, given] = spec ?? [];
  return Array.isArray(type) ? type : listSchema.safeParse(given).data?.options;
}
