import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../src/json.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import { serveFile } from './kit/media.js';
import type { Kit } from './kit/simulator.js';
import { missing, problem, tokenRejected } from './puter-answers.js';
import { isObject } from './puter-validation.js';

/** The home directory of the account. */
export const home = '/fox';

export interface StoredFile {
  readonly uid: string;
  readonly path: string;
  /** Where its bytes lie in the media store. */
  readonly place: string;
  readonly size: number;
  /** The call that saved it; undefined for a file that the user put there. */
  readonly job?: string | undefined;
}

/** The files of the account, by absolute path. */
export interface Drive {
  readonly files: ReadonlyMap<string, StoredFile>;
  save(path: string, bytes: Uint8Array, job?: string): StoredFile;
  delete(path: string): void;
}

export function createDrive(kit: Kit): Drive {
  const files = new Map<string, StoredFile>();
  return {
    files,
    save: (path, bytes, job) => {
      const uid = randomUUID();
      const place = `/files/stored/${uid}.mp4`;
      kit.media.put(place, { bytes, contentType: 'video/mp4' });
      const file = { uid, path: absolute(path), place, size: bytes.length, job };
      files.set(file.path, file);
      return file;
    },
    delete: (path) => {
      files.delete(absolute(path));
    },
  };
}

/** `~` is the home directory. */
export function absolute(path: string): string {
  return path.replace(/^~(?=\/|$)/, home);
}

/** Stat, read, and links that work without the account's token. */
export function fileRoutes(kit: Kit, drive: Drive): readonly Route[] {
  const tokens = new Map<string, string>();
  return [
    { method: 'POST', path: /^\/stat$/, operation: 'list', answer: (exchange) => stat(exchange, { kit, drive }) },
    { method: 'GET', path: /^\/read$/, operation: 'download', answer: (exchange) => read(exchange, { kit, drive }) },
    {
      method: 'POST',
      path: /^\/auth\/create-access-token$/,
      operation: 'result',
      answer: ({ request: { json } }) => createToken(json, { drive, tokens }),
    },
    {
      method: 'GET',
      path: /^\/token-read$/,
      operation: 'download',
      open: true,
      answer: (exchange) => readByToken(exchange, { kit, drive, tokens }),
    },
  ];
}

interface Shelf {
  readonly kit: Kit;
  readonly drive: Drive;
}

function stat(exchange: Exchange, { kit, drive }: Shelf): Answer {
  const { json } = exchange.request;
  const path = isObject(json) && typeof json.path === 'string' ? absolute(json.path) : undefined;
  if (path === undefined) return problem(400, 'bad_request', 'path is required');
  if (path === home) return { status: 200, json: { ...entry(home, kit), uid: 'home', is_dir: true, size: null } };
  const listed = exchange.listed().map(({ id }) => id);
  const file = drive.files.get(path);
  const isThere = file !== undefined && (file.job === undefined || listed.includes(file.job));
  if (!isThere) return missing;
  return { status: 200, json: { ...entry(path, kit), uid: file.uid, is_dir: false, size: file.size } };
}

function entry(path: string, kit: Kit): JsonObject {
  return { path, name: path.slice(path.lastIndexOf('/') + 1), created: Math.floor(kit.now() / 1000) };
}

function read(exchange: Exchange, { kit, drive }: Shelf): Answer {
  const file = drive.files.get(absolute(exchange.request.query.file ?? ''));
  return file === undefined ? missing : serve(exchange, file, kit);
}

function createToken(json: unknown, { drive, tokens }: { drive: Drive; tokens: Map<string, string> }): Answer {
  const [permission] = isObject(json) && Array.isArray(json.permissions) ? json.permissions : [];
  const uid = /^fs:(.+):read$/.exec(String(permission))?.[1];
  const isKnown = [...drive.files.values()].some((file) => file.uid === uid);
  if (uid === undefined || !isKnown) return problem(403, 'forbidden', 'Permission denied');
  const token = `token-${tokens.size + 1}`;
  tokens.set(token, uid);
  return { status: 200, json: { token } };
}

function readByToken(exchange: Exchange, shelf: Shelf & { readonly tokens: ReadonlyMap<string, string> }): Answer {
  const { uid, token = '' } = exchange.request.query;
  if (uid === undefined || shelf.tokens.get(token) !== uid) return tokenRejected;
  const file = [...shelf.drive.files.values()].find((candidate) => candidate.uid === uid);
  return file === undefined ? missing : serve(exchange, file, shelf.kit);
}

function serve({ request, download }: Exchange, { place }: StoredFile, kit: Kit): Answer {
  return serveFile(kit.media, { ...request, path: place }, download);
}
