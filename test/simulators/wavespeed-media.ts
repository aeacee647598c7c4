import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/json.js';
import type { Answer, RecordedRequest, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import { failure, success } from './wavespeed-answers.js';
import { isObject } from './wavespeed-properties.js';

export interface UploadOptions {
  /** The service as it was before the signed uploads: only the form. */
  readonly formOnly?: boolean | undefined;
  /** Bytes; 200 MiB when left out. */
  readonly uploadLimit?: number | undefined;
}

interface Ticket {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly size: number;
}

const normalLimit = 200 * 1024 * 1024;

export interface Uploads {
  readonly routes: readonly Route[];
  readonly mediaRoutes: readonly Route[];
  /** False for an input that names a file of this storage which is not there. */
  canFetch(input: JsonObject): boolean;
}

/** `POST /media/uploads` with the PUT that it asks for, and the older form. */
export function uploadRoutes(kit: Kit, { formOnly = false, uploadLimit = normalLimit }: UploadOptions): Uploads {
  const tickets = new Map<string, Ticket>();
  const place = (name: string) => `/files/${randomUUID()}/${encodeURIComponent(name)}`;
  const signed: Route = {
    method: 'POST',
    path: /^\/api\/v3\/media\/uploads$/,
    operation: 'upload',
    answer: ({ request }) => {
      const { filename, size, content_type: type } = isObject(request.json) ? request.json : {};
      if (formOnly) return failure(404, 'page not found');
      if (typeof filename !== 'string' || typeof size !== 'number')
        return failure(400, 'filename and size are required');
      if (size > uploadLimit) return failure(413, 'file too large');
      const id = randomUUID();
      const headers = { 'Content-Type': typeof type === 'string' ? type : 'application/octet-stream' };
      const path = place(filename);
      tickets.set(id, { path, headers, size });
      const url = `${kit.media.url}/put/${id}?signature=${id.slice(0, 8)}`;
      return success({
        type: 'image',
        download_url: kit.media.url + path,
        filename,
        size,
        upload: { method: 'PUT', url, headers },
      });
    },
  };
  const form: Route = {
    method: 'POST',
    path: /^\/api\/v3\/media\/upload\/binary$/,
    operation: 'upload',
    answer: async ({ request }) => {
      const file = await fileIn(request, 'file');
      if (file === undefined) return failure(400, 'file is required');
      if (file.bytes.length > uploadLimit) return failure(413, 'file too large');
      const path = place(file.name);
      const url = kit.media.put(path, { bytes: file.bytes, contentType: file.type });
      return success({ type: 'image', download_url: url, filename: file.name, size: file.bytes.length });
    },
  };
  return {
    routes: [signed, form],
    mediaRoutes: [
      {
        method: 'PUT',
        path: /^\/put\/(?<ticket>[^/]+)$/,
        operation: 'upload',
        answer: ({ request, parameters }) => store(request, { kit, ticket: tickets.get(parameters.ticket ?? '') }),
      },
    ],
    canFetch: (input) =>
      Object.values(input).every((value) => {
        if (typeof value !== 'string' || !value.startsWith(`${kit.media.url}/`)) return true;
        return kit.media.get(new URL(value).pathname) !== undefined;
      }),
  };
}

/** Exactly the signed headers, no key, all bytes. */
function store(request: RecordedRequest, { kit, ticket }: { kit: Kit; ticket: Ticket | undefined }): Answer {
  const { headers, bytes, query } = request;
  if (ticket === undefined || query.signature === undefined) return { status: 403, text: 'SignatureDoesNotMatch' };
  if (headers.authorization !== undefined) return { status: 400, text: 'Only one auth mechanism allowed' };
  const type = ticket.headers['Content-Type'] ?? '';
  if (headers['content-type'] !== type) return { status: 403, text: 'SignatureDoesNotMatch' };
  if (bytes.length !== ticket.size) return { status: 400, text: 'IncompleteBody' };
  kit.media.put(ticket.path, { bytes, contentType: type });
  return { status: 200 };
}

export interface FormFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** The file of one part of a multipart form; undefined for anything that is not one. */
export async function fileIn({ headers, bytes }: RecordedRequest, part: string): Promise<FormFile | undefined> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return undefined;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const file = form.get(part);
  if (file === null || typeof file === 'string') return undefined;
  return { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) };
}
