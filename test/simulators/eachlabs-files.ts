import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/json.js';
import { type Dialect, failure } from './eachlabs-answers.js';
import { isObject } from './eachlabs-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';

export interface Files {
  readonly routes: readonly Route[];
  readonly mediaRoutes: readonly Route[];
  /** Whether an input names a file of the service's own store that is not there (any more). */
  missingIn(input: JsonObject): boolean;
}

interface Ticket {
  readonly id: string;
  readonly contentType: string;
  readonly publicUrl: string;
  readonly validUntil: number;
  readonly expiresAt: number;
}

/** What anybody reads uploaded files from. */
const storeOrigin = 'https://cdn-us.eachlabs.ai';

const ticketLifeMs = 15 * 60_000;
const largest = 100 * 1024 * 1024;
const kinds = ['image', 'video', 'audio', 'other'];
const halfYear = 180 * 86_400;

/** `POST /v1/upload/presign`, the signed PUT, and `DELETE /v1/files/{id}`. */
export function fileRoutes(kit: Kit, dialect: Dialect): Files {
  const tickets = new Map<string, Ticket>();
  const stored = new Map<string, Ticket>();
  return {
    routes: [
      {
        method: 'POST',
        path: /^\/v1\/upload\/presign$/,
        operation: 'upload',
        answer: ({ request }) => {
          const wish = wishOf(request.json);
          if (typeof wish === 'string') return failure(dialect, { status: 400, message: wish });
          const ticket = issue(wish, kit.now());
          tickets.set(ticket.id, ticket);
          return { status: 200, json: showTicket(ticket, kit.media.url) };
        },
      },
      {
        method: 'DELETE',
        path: /^\/v1\/files\/(?<id>[^/]+)$/,
        answer: ({ parameters: { id = '' } }) =>
          [...stored.values()].some((file) => file.id === id && stored.delete(file.publicUrl))
            ? { status: 204 }
            : failure(dialect, { status: 404, message: 'File not found' }),
      },
    ],
    mediaRoutes: [
      {
        method: 'PUT',
        path: /^\/signed\/(?<id>[^/]+)$/,
        operation: 'upload',
        answer: (exchange) => store(exchange, { kit, tickets, stored }),
      },
    ],
    missingIn: (input) =>
      Object.values(input).some((value) => {
        if (typeof value !== 'string' || !value.startsWith(storeOrigin)) return false;
        const file = stored.get(value);
        return file === undefined || kit.now() >= file.expiresAt;
      }),
  };
}

interface Wish {
  readonly contentType: string;
  readonly lifeSeconds: number;
}

function wishOf(json: unknown): Wish | string {
  const {
    content_type: type,
    file_type: kind = 'other',
    expires_in_seconds: life = halfYear,
  } = isObject(json) ? json : {};
  if (typeof type !== 'string' || type === '') return 'content_type is required';
  if (typeof kind !== 'string' || !kinds.includes(kind)) return `file_type must be one of ${kinds.join(', ')}`;
  if (typeof life !== 'number' || life < 60 || life > 31_536_000) return 'expires_in_seconds is out of range';
  return { contentType: type, lifeSeconds: life };
}

function issue({ contentType, lifeSeconds }: Wish, now: number): Ticket {
  const id = `file_${randomUUID().slice(0, 8)}`;
  const publicUrl = `${storeOrigin}/uploads/${id}.${contentType.split('/')[1] ?? 'bin'}`;
  return { id, contentType, publicUrl, validUntil: now + ticketLifeMs, expiresAt: now + lifeSeconds * 1000 };
}

function showTicket({ id, contentType, publicUrl, expiresAt }: Ticket, mediaUrl: string): JsonObject {
  return {
    id,
    presigned_url: `${mediaUrl}/signed/${id}?signature=${signatureOf(id)}`,
    public_url: publicUrl,
    expires_at: new Date(expiresAt).toISOString(),
    required_headers: { 'Content-Type': contentType, 'X-Amz-Meta-File': id },
  };
}

interface Shelf {
  readonly kit: Kit;
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly stored: Map<string, Ticket>;
}

function store({ request, parameters }: Exchange, { kit, tickets, stored }: Shelf): Answer {
  const { headers, query, bytes } = request;
  const ticket = tickets.get(parameters.id ?? '');
  const denied = { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' };
  if (ticket === undefined || kit.now() >= ticket.validUntil || query.signature !== signatureOf(ticket.id))
    return denied;
  // A signed address takes no key, and every header that was signed.
  if (headers['x-api-key'] !== undefined || headers.authorization !== undefined) return denied;
  if (headers['content-type'] !== ticket.contentType || headers['x-amz-meta-file'] !== ticket.id) return denied;
  if (bytes.length > largest) return { status: 400, text: '<Error><Code>EntityTooLarge</Code></Error>' };
  stored.set(ticket.publicUrl, ticket);
  kit.media.put(`/files/${ticket.id}`, { bytes, contentType: ticket.contentType });
  return { status: 200 };
}

function signatureOf(id: string): string {
  return `signed-${id}`;
}
