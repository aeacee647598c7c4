import { randomUUID } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../src/json.js';
import { noModel, problem } from './dashscope-answers.js';
import { findModel } from './dashscope-models.js';
import { isObject } from './dashscope-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';

export interface Store {
  readonly routes: readonly Route[];
  readonly mediaRoutes: readonly Route[];
  /** Whether a body names a stored file that its model can't read: gone, or put there for another one. */
  isUnreadable(body: JsonObject, model: string): boolean;
}

interface Policy {
  readonly directory: string;
  readonly model: string;
  readonly signature: string;
}

interface StoredFile {
  readonly model: string;
  readonly expiresAt: number;
}

const lifeMs = 48 * 3_600_000;
const order = [
  'OSSAccessKeyId',
  'Signature',
  'policy',
  'key',
  'x-oss-object-acl',
  'x-oss-forbid-overwrite',
  'success_action_status',
  'file',
];

/** The policy, and the form post to a host of its own. Files can be read by one model, for 48 h. */
export function storeRoutes(kit: Kit): Store {
  const policies = new Map<string, Policy>();
  const stored = new Map<string, StoredFile>();
  return {
    routes: [
      {
        method: 'GET',
        path: /^\/api\/v1\/uploads$/,
        operation: 'upload',
        answer: ({ request: { query } }) => {
          if (query.action !== 'getPolicy') return problem(400, 'InvalidParameter', 'action must be getPolicy');
          const model = findModel(query.model);
          if (model === undefined) return noModel(query.model ?? '');
          const policy = {
            directory: `dashscope-instant/${randomUUID()}`,
            model: model.id,
            signature: randomUUID(),
          };
          policies.set(policy.directory, policy);
          return { status: 200, json: showPolicy(policy, kit) };
        },
      },
    ],
    mediaRoutes: [
      {
        method: 'POST',
        path: /^\/$/,
        operation: 'upload',
        answer: (exchange) => receive(exchange, { kit, policies, stored }),
      },
    ],
    isUnreadable: (body, model) =>
      storedIn(body).some((url) => {
        const file = stored.get(url);
        return file === undefined || file.model !== model || kit.now() >= file.expiresAt;
      }),
  };
}

/** Every address of the store in a body. */
export function storedIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return value.startsWith('oss://') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(storedIn);
  return isObject(value) ? Object.values(value).flatMap(storedIn) : [];
}

function showPolicy({ directory, signature }: Policy, kit: Kit): JsonObject {
  return {
    request_id: randomUUID(),
    data: {
      policy: Buffer.from(directory).toString('base64'),
      signature,
      upload_dir: directory,
      upload_host: kit.media.url,
      expire_in_seconds: 300,
      max_file_size_mb: 1024,
      oss_access_key_id: 'simulated-access',
      x_oss_object_acl: 'private',
      x_oss_forbid_overwrite: 'true',
    },
  };
}

interface Shelf {
  readonly kit: Kit;
  readonly policies: ReadonlyMap<string, Policy>;
  readonly stored: Map<string, StoredFile>;
}

async function receive({ request }: Exchange, { kit, policies, stored }: Shelf): Promise<Answer> {
  const refused = { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' };
  if (request.headers.authorization !== undefined) return refused;
  const form = await readForm(request.headers['content-type'] ?? '', request.bytes);
  const names = form.map(([name]) => name);
  if (names.join() !== order.join()) return { status: 400, text: `<Error>fields ${names.join(', ')}</Error>` };
  const fields = new Map(form);
  const key = String(fields.get('key'));
  const policy = policies.get(key.slice(0, key.lastIndexOf('/')));
  const file = fields.get('file');
  if (policy === undefined || fields.get('Signature') !== policy.signature || !(file instanceof Blob)) return refused;
  stored.set(`oss://${key}`, { model: policy.model, expiresAt: kit.now() + lifeMs });
  kit.media.put(`/files/${key}`, { bytes: new Uint8Array(await file.arrayBuffer()), contentType: file.type });
  return { status: 200 };
}

async function readForm(type: string, bytes: Uint8Array): Promise<readonly (readonly [string, string | Blob])[]> {
  const form = new Response(new Uint8Array(bytes), { headers: { 'content-type': type } });
  return [...(await form.formData())];
}
