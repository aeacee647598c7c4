import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Answer, RecordedRequest } from './exchange.js';
import type { DownloadFault } from './fault.js';

/** A real MP4: 1 s, 320x180, 16 frames. */
export const clip: Uint8Array = readFileSync(new URL('../../fixtures/clip.mp4', import.meta.url));

export interface MediaObject {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** The file store behind the media listener; every path under `/files/` is public. */
export interface MediaStore {
  /** Origin of the media listener: another port than the API's. */
  readonly url: string;
  put(path: string, object: MediaObject): string;
  get(path: string): MediaObject | undefined;
  delete(path: string): void;
  /** The clip of a job: the same bytes for every job, unless the simulator was given others. */
  clipOf(jobId: string): Uint8Array;
  /** Where that clip lies. */
  clipUrl(jobId: string): string;
}

export function createMediaStore(url: () => string, clipOf: MediaStore['clipOf'] = () => clip): MediaStore {
  const objects = new Map<string, MediaObject>();
  return {
    get url() {
      return url();
    },
    put: (path, object) => {
      objects.set(path, object);
      return url() + path;
    },
    get: (path) => objects.get(path),
    delete: (path) => objects.delete(path),
    clipOf,
    clipUrl: (jobId) => {
      const path = `/files/${encodeURIComponent(jobId)}/out.mp4`;
      objects.set(path, objects.get(path) ?? { bytes: clipOf(jobId), contentType: 'video/mp4' });
      return url() + path;
    },
  };
}

/** A download with ETag, Range and If-Range, or the fault that struck it. */
export function serveFile(store: MediaStore, request: RecordedRequest, fault: DownloadFault | undefined): Answer {
  const object = store.get(request.path);
  if (object === undefined || fault?.how === '404') return { status: 404, text: 'not found' };
  switch (fault?.how) {
    case 'gone':
      return { status: 410, text: 'gone' };
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html' }, text: '<!doctype html><h1>Sign in</h1>' };
    case 'short':
      return serveRange({ ...object, bytes: object.bytes.subarray(0, object.bytes.length >> 1) }, request);
    case 'cut-once':
      return { ...serveRange(object, request), cutAfter: object.bytes.length >> 1 };
    case 'redirect-other-host': {
      const target = new URL(store.url);
      target.hostname = 'localhost';
      target.pathname = request.path;
      return { status: 302, headers: { location: target.href } };
    }
    default:
      return serveRange(object, request);
  }
}

function serveRange({ bytes, contentType }: MediaObject, { headers }: RecordedRequest): Answer {
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
  const shared = { 'content-type': contentType, etag, 'accept-ranges': 'bytes' };
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
  const stale = headers['if-range'] !== undefined && headers['if-range'] !== etag;
  if (range === null || stale) return { status: 200, headers: shared, bytes };
  const start = Number(range[1]);
  const end = range[2] ? Math.min(Number(range[2]), bytes.length - 1) : bytes.length - 1;
  if (start > end) return { status: 416, headers: { ...shared, 'content-range': `bytes */${bytes.length}` } };
  const contentRange = `bytes ${start}-${end}/${bytes.length}`;
  return { status: 206, headers: { ...shared, 'content-range': contentRange }, bytes: bytes.subarray(start, end + 1) };
}
