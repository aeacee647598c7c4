import { randomUUID } from 'node:crypto';
import { isObject } from './fal-validation.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';

interface Ticket {
  readonly contentType: string;
  readonly path: string;
}

/** `rest.fal.ai` gives a signed URL, the CDN takes the bytes: without a key, and only of the type that was said. */
export function storageRoutes(kit: Kit): { readonly routes: readonly Route[]; readonly mediaRoutes: readonly Route[] } {
  const tickets = new Map<string, Ticket>();
  return {
    routes: [
      {
        method: 'POST',
        path: /^\/storage\/upload\/initiate$/,
        operation: 'upload',
        answer: (exchange) => initiate(exchange, { kit, tickets }),
      },
    ],
    mediaRoutes: [
      {
        method: 'PUT',
        path: /^\/upload\/(?<ticket>[^/]+)$/,
        operation: 'upload',
        answer: (exchange) => store(exchange, { kit, tickets }),
      },
    ],
  };
}

interface Shelf {
  readonly kit: Kit;
  readonly tickets: Map<string, Ticket>;
}

function initiate({ request }: Exchange, { kit, tickets }: Shelf): Answer {
  const { json, query } = request;
  const type = isObject(json) ? json.content_type : undefined;
  const name = isObject(json) ? json.file_name : undefined;
  if (query.storage_type !== 'fal-cdn-v3' || typeof type !== 'string' || typeof name !== 'string') {
    return { status: 422, json: { detail: [{ loc: ['body'], msg: 'Field required', type: 'missing' }] } };
  }
  const ticket = randomUUID();
  const path = `/files/${ticket}/${encodeURIComponent(name)}`;
  tickets.set(ticket, { contentType: type, path });
  const answer = {
    upload_url: `${kit.media.url}/upload/${ticket}?signature=${ticket.slice(0, 8)}`,
    file_url: kit.media.url + path,
  };
  return { status: 200, json: answer };
}

function store({ request, parameters }: Exchange, { kit, tickets }: Shelf): Answer {
  const id = parameters.ticket ?? '';
  const ticket = tickets.get(id);
  if (ticket === undefined || request.query.signature !== id.slice(0, 8))
    return refused('the signature does not match');
  if (request.headers.authorization !== undefined) return refused('a signed URL takes no Authorization');
  if (request.headers['content-type'] !== ticket.contentType) return refused('the content type is not the signed one');
  kit.media.put(ticket.path, { bytes: request.bytes, contentType: ticket.contentType });
  return { status: 200 };
}

function refused(text: string): Answer {
  return { status: 403, text };
}
