import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import { modelPath } from './model-folders.js';

const faultSchema = z.object({
  type: z.string().nullish(),
  message: z.string().nullish(),
  details: z.string().nullish(),
  extra_info: z.object({ input_name: z.string().nullish(), received_value: z.json().nullish() }).nullish().catch(null),
});
const nodeSchema = z.object({
  class_type: z.string().nullish(),
  // Output nodes that can't run because of this one.
  dependent_outputs: z.array(z.string()).nullish().catch(null),
  errors: z.array(faultSchema).nullish(),
});

/** What `POST /prompt` says is wrong, as a whole and node by node. */
export const problemSchema = z.object({
  error: z.union([faultSchema, z.string().transform((message) => ({ message }))]).nullish(),
  node_errors: z.record(z.string(), nodeSchema).nullish().catch(null),
});
export type Problem = z.infer<typeof problemSchema>;

/** Model files that the graph names and the server lacks, as `models/<folder>/<file>`, sorted, each once. */
export function missingFiles({ node_errors: nodes }: Problem): readonly string[] {
  const faults = Object.values(nodes ?? {}).flatMap(({ class_type: name, errors }) =>
    (errors ?? []).map((fault) => ({ ...fault, name: name ?? '' })),
  );
  const files = faults.flatMap(({ type, name, extra_info: info }) => {
    const file = info?.received_value;
    const path =
      typeof file === 'string' ? modelPath({ nodeClass: name, input: info?.input_name ?? '', file }) : undefined;
    return type === 'value_not_in_list' && path !== undefined ? [cleanSentence(path)] : [];
  });
  return [...new Set(files)].sort();
}

/** Every fault in one line: the nodes' own where there are any, else the sentence about the whole. */
export function describeProblem({ error, node_errors: nodes }: Problem): string {
  const faults = Object.entries(nodes ?? {}).flatMap(([id, { class_type: name, errors }]) =>
    (errors ?? []).map((fault) => `node ${id} (${name ?? '?'}): ${sentence(fault)}`),
  );
  return cleanSentence(faults.length > 0 ? faults.join('; ') : sentence(error ?? {}));
}

function sentence({ message, details }: { message?: string | null | undefined; details?: string | null | undefined }) {
  const texts = [message ?? '', details ?? ''].filter((text) => text !== '');
  return texts.join(': ');
}
