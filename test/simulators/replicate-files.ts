import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../../src/json.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import { notFound, problem } from './replicate-answers.js';

export interface FileOptions {
  /** The Files API stands behind a feature flag; true plays an account without it. */
  readonly filesSwitchedOff?: boolean | undefined;
  /** Bytes; 100 MB when left out. */
  readonly fileLimit?: number | undefined;
}

export interface Files {
  readonly routes: readonly Route[];
  /** What the URL of every stored file starts with. */
  base(): string;
  /** Whether an input names a stored file that is not there (any more). */
  missingIn(input: JsonObject): boolean;
}

interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly metadata: JsonValue;
  readonly bytes: Buffer;
  readonly createdAt: number;
}

interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

const lifetimeMs = 86_400_000;
const defaultLimit = 100 * 1024 * 1024;

/** `POST`, `GET` and `DELETE /v1/files`. */
export function fileRoutes(kit: Kit, options: FileOptions): Files {
  const stored = new Map<string, StoredFile>();
  const base = () => `${kit.url}/v1/files/`;
  const find = ({ parameters: { id = '' } }: Exchange) => {
    const file = stored.get(id);
    return file !== undefined && isKept(file, kit.now()) ? file : undefined;
  };
  const routes: readonly Route[] = [
    {
      method: 'POST',
      path: /^\/v1\/files$/,
      operation: 'upload',
      answer: (exchange) => create(exchange, { kit, stored, limit: options.fileLimit ?? defaultLimit }),
    },
    {
      method: 'GET',
      path: /^\/v1\/files$/,
      answer: () => {
        const results = [...stored.values()].map((file) => showFile(file, kit.url)).toReversed();
        return { status: 200, json: { next: null, previous: null, results } };
      },
    },
    {
      method: 'GET',
      path: /^\/v1\/files\/(?<id>[^/]+)$/,
      answer: (exchange) => {
        const file = find(exchange);
        return file === undefined ? notFound : { status: 200, json: showFile(file, kit.url) };
      },
    },
    {
      method: 'DELETE',
      path: /^\/v1\/files\/(?<id>[^/]+)$/,
      answer: (exchange) => {
        const file = find(exchange);
        return file !== undefined && stored.delete(file.id) ? { status: 204 } : notFound;
      },
    },
  ];
  return {
    routes: options.filesSwitchedOff === true ? [] : routes,
    base,
    missingIn: (input) =>
      Object.values(input).some((value) => {
        if (typeof value !== 'string' || !value.startsWith(base())) return false;
        const file = stored.get(value.slice(base().length));
        return file === undefined || !isKept(file, kit.now());
      }),
  };
}

interface Shelf {
  readonly kit: Kit;
  readonly stored: Map<string, StoredFile>;
  readonly limit: number;
}

function create({ request }: Exchange, { kit, stored, limit }: Shelf): Answer {
  const parts = readForm(request.headers['content-type'], request.bytes);
  if (parts === undefined) return problem(400, 'Multipart form parse error');
  const content = parts.find(({ name }) => name === 'content');
  const metadata = readMetadata(parts.find(({ name }) => name === 'metadata'));
  if (content === undefined) return problem(422, 'Missing content');
  if (content.filename === undefined || content.filename === '') return problem(422, 'Missing filename');
  if (Buffer.byteLength(content.filename) > 255) return problem(422, 'Filename too long');
  if (metadata === undefined) return problem(422, 'metadata must be a JSON object');
  if (content.bytes.length > limit) return problem(413, 'Files must be less than 100MB in size');
  const type = parts.find(({ name }) => name === 'type')?.bytes.toString() ?? content.type;
  const id = `cneqzikepnug6xezperrr${stored.size.toString(32).padStart(5, '0')}`;
  const file: StoredFile = {
    id,
    name: content.filename,
    type: type ?? 'application/octet-stream',
    metadata,
    bytes: content.bytes,
    createdAt: kit.now(),
  };
  stored.set(id, file);
  return { status: 201, json: showFile(file, kit.url) };
}

function readMetadata(part: Part | undefined): JsonValue | undefined {
  try {
    return JSON.parse(part?.bytes.toString() ?? '{}');
  } catch {
    return undefined;
  }
}

/** The parts of a multipart form; undefined for anything that is not one. */
function readForm(contentType: string | undefined, body: Buffer): readonly Part[] | undefined {
  const [, quoted, plain] = /^multipart\/form-data;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '') ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const pieces = body.toString('latin1').split(`--${boundary}`);
  if (pieces.length < 3 || !pieces.at(-1)?.startsWith('--')) return undefined;
  return pieces.slice(1, -1).map(readPart);
}

function readPart(piece: string): Part {
  const end = piece.indexOf('\r\n\r\n');
  const head = piece.slice(0, end);
  return {
    name: /\bname="([^"]*)"/.exec(head)?.[1] ?? '',
    filename: /\bfilename="([^"]*)"/.exec(head)?.[1],
    type: /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim(),
    bytes: Buffer.from(piece.slice(end + 4, -2), 'latin1'),
  };
}

/** A file as the Files API shows it. */
function showFile(file: StoredFile, base: string): JsonObject {
  return {
    id: file.id,
    name: file.name,
    content_type: file.type,
    size: file.bytes.length,
    checksums: { sha256: createHash('sha256').update(file.bytes).digest('hex') },
    metadata: file.metadata,
    created_at: new Date(file.createdAt).toISOString(),
    expires_at: new Date(file.createdAt + lifetimeMs).toISOString(),
    urls: { get: `${base}/v1/files/${file.id}` },
  };
}

function isKept(file: StoredFile, now: number): boolean {
  return now < file.createdAt + lifetimeMs;
}
