import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { Call } from '../provider.js';
import type { ProviderFacts } from '../provider-facts.js';
import type { HostedFile, MediaFile } from '../request.js';
import { readAnswer } from './answer.js';
import { callHeaders, originOf, regionIn } from './region.js';

/**
 * Largest data URI, bytes of the encoded text: pictures of up to 20 MB go along in the request; the models that take
 * 10 MB only say so themselves.
 */
export const dataUriLimit = 26_700_000;

const lifeMs = 48 * 3_600_000;
const uploadDeadlineMs = 300_000;
const defaultLimitMegabytes = 1024;

const fieldSchema = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const policySchema = z.object({
  policy: fieldSchema,
  signature: fieldSchema,
  upload_dir: z.string().min(1),
  upload_host: z.url({ protocol: /^https?$/ }),
  max_file_size_mb: z.coerce.number().nullish().catch(null),
  oss_access_key_id: fieldSchema,
  x_oss_object_acl: fieldSchema,
  x_oss_forbid_overwrite: fieldSchema,
});
type Policy = z.infer<typeof policySchema>;

/** The policy stands under either name. */
const answerSchema = z.union([
  z.object({ data: policySchema }).transform(({ data }) => data),
  z.object({ output: policySchema }).transform(({ output }) => output),
]);

/**
 * A picture goes along in the request as long as it fits: Alibaba calls its store one for tests. Sound, the pictures of
 * the speech models, and what is larger go there, unless there is a bucket.
 */
export function takesFor({ mime, bytes }: MediaFile, endpoint: string): ProviderFacts['takes'] {
  const isInline = mime.startsWith('image/') && !isSpeech(endpoint) && inlineLength(bytes) <= dataUriLimit;
  return ['bucket', isInline ? 'data-uri' : 'upload'];
}

/** These read their picture from an address only. */
function isSpeech(endpoint: string): boolean {
  return /-(s2v|animate)\b/.test(endpoint);
}

/** A little more than base64 itself, for what stands before it. */
function inlineLength(bytes: number): number {
  return 4 * Math.ceil(bytes / 3) + 64;
}

/**
 * Puts a file into the temporary store of the service, for 48 h. Such a file can be read by one model only, so it is of
 * no use without that model's id, and must not be used again for another.
 *
 * @throws WanError `request.invalid` without a model, and for a file that is too large
 */
export async function uploadFile(file: MediaFile, call: Call, endpoint?: string): Promise<HostedFile> {
  if (endpoint === undefined) {
    throw new WanError('request.invalid', "DashScope's store keeps files for one model, and none is named", {
      hint: 'configure a bucket (wan config init), or give an https URL in place of the file',
      provider: 'dashscope',
    });
  }
  const policy = await readPolicy(endpoint, call);
  if (file.bytes > (policy.max_file_size_mb ?? defaultLimitMegabytes) * 1024 * 1024) {
    throw new WanError('request.invalid', `DashScope's store does not take ${file.path}: it is too large`, {
      hint: 'configure a bucket, or make the file smaller',
      provider: 'dashscope',
    });
  }
  const key = `${policy.upload_dir}/${nameOf(file)}`;
  const body = toForm({ policy, key, content: await readFile(file.path), file });
  const url = policy.upload_host;
  const { status } = await call.http.send({ method: 'POST', url, body, timeoutMs: uploadDeadlineMs });
  if (status < 200 || status > 299) throw notStored(status);
  return { url: `oss://${key}`, expiresAt: call.now() + lifeMs, digest: file.digest };
}

async function readPolicy(model: string, call: Call): Promise<Policy> {
  const region = regionIn(call.settings);
  const response = await call.http.send({
    method: 'GET',
    url: `${originOf(region)}/api/v1/uploads`,
    query: { action: 'getPolicy', model },
    headers: callHeaders(call.settings),
  });
  return readAnswer(response, { schema: answerSchema, now: call.now(), region });
}

interface FormParts {
  readonly policy: Policy;
  readonly key: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly file: MediaFile;
}

/** In the documented order: what comes after the file is not read. */
function toForm({ policy, key, content, file }: FormParts): FormData {
  const form = new FormData();
  form.append('OSSAccessKeyId', policy.oss_access_key_id);
  form.append('Signature', policy.signature);
  form.append('policy', policy.policy);
  form.append('key', key);
  form.append('x-oss-object-acl', policy.x_oss_object_acl);
  form.append('x-oss-forbid-overwrite', policy.x_oss_forbid_overwrite);
  form.append('success_action_status', '200');
  form.append('file', new Blob([content], { type: file.mime }), nameOf(file));
  return form;
}

/** Named for its content: the user's file name is nobody else's business. */
function nameOf({ digest, mime }: MediaFile): string {
  return `${digest.slice(0, 16)}.${mime.split('/')[1]?.replace(/[^a-z0-9]/g, '') ?? 'bin'}`;
}

/** The store is not the API: its 403 is a policy that is too old, and says nothing of the key. */
function notStored(status: number): WanError {
  return new WanError('provider.unavailable', `dashscope: its store did not take the file (${status})`, {
    hint: 'try again, or configure a bucket',
    retryable: status === 403 || status === 408 || status === 429 || status >= 500,
    provider: 'dashscope',
  });
}
