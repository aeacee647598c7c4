import { z } from 'zod';
import { cleanSentence } from '../../http/refusal.js';
import type { Progress } from '../provider.js';

const errorSchema = z.object({
  node_id: z.union([z.string(), z.number()]).nullish(),
  node_type: z.string().nullish(),
  exception_type: z.string().nullish(),
  exception_message: z.string().nullish(),
});
type ExecutionError = z.infer<typeof errorSchema>;

/** The data of `execution_error`. ComfyUI has no content filter: nothing is ever moderated. */
export function failureOf(data: unknown): Extract<Progress, { status: 'failed' }> {
  const error = errorSchema.safeParse(data).data ?? {};
  const where = error.node_type == null ? '' : `${error.node_type} (node ${error.node_id ?? '?'}): `;
  const message = error.exception_message?.trim() || error.exception_type || 'the server does not say why';
  const reason = [`${where}${message}`, remedyOf(error)].filter((text) => text !== undefined).join('; ');
  return { status: 'failed', reason: cleanSentence(reason), moderated: false, retryable: false };
}

function remedyOf({ exception_type: type, exception_message: message, node_type: node }: ExecutionError) {
  const text = `${type ?? ''} ${message ?? ''}`;
  if (/OutOfMemory|out of memory/i.test(text)) return 'use --resolution 480p, fewer frames or fp8 files';
  if (/mat1 and mat2 shapes/i.test(text)) return 'the text encoder is not the one of Wan (umt5_xxl)';
  if (/VAE/.test(node ?? '') && /shape|channel|size/i.test(text)) {
    return 'the VAE is of another model: 14B goes with wan_2.1_vae, 5B with wan2.2_vae';
  }
  return undefined;
}
