import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { arrivingBytes } from '../arriving-bytes.js';
import { type BytesAnswer, type BytesRequest, requestBytes } from '../bytes-request.js';
import { assertPublicHost } from '../public-address.js';
import { downloadFailed } from './download-failure.js';

export interface FileRequest extends Pick<BytesRequest, 'dispatcher' | 'signal'> {
  readonly url: string;
  /** Sent to the first host only, never along a redirect. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Asks for the bytes from here on, when they still belong to what `validator` names. */
  readonly range?: { readonly from: number; readonly validator: string | null } | undefined;
  readonly allowPrivate: boolean;
}

const maxRedirects = 5;

/**
 * Asks for a file and follows redirects by hand: to http and https only, to public hosts only unless private ones are
 * allowed, without the caller's headers, and never from https down to http in public.
 *
 * @throws WanError `download.failed` for a redirect that is refused; transport failures as they come
 */
export async function requestFile(options: FileRequest): Promise<BytesAnswer> {
  let url = checkedUrl(options.url, options);
  let headers = { ...options.headers, ...rangeHeaders(options.range) };
  for (let redirects = 0; ; redirects += 1) {
    const answer = await requestBytes({ ...options, url, headers });
    const location = redirectStatuses.has(answer.status) ? answer.headers.location : undefined;
    if (location === undefined) return answer;
    answer.drop();
    if (redirects === maxRedirects) throw refused(options, `more than ${maxRedirects} redirects`);
    url = redirected(url, location, options);
    headers = rangeHeaders(options.range);
  }
}

/** A file of this machine as an answer, for the embedded provider, whose results are `file:` URLs. */
export async function openLocalFile(url: string): Promise<BytesAnswer> {
  const path = fileURLToPath(url);
  const info = await stat(path).catch((cause: unknown) => {
    throw downloadFailed(url, 'the file is not there', { retryable: false, cause });
  });
  if (!info.isFile()) throw downloadFailed(url, 'not a regular file', { retryable: false });
  const headers = { 'content-length': String(info.size), 'last-modified': info.mtime.toUTCString() };
  const stream = createReadStream(path, { highWaterMark: localPiece });
  return { status: 200, headers, body: arrivingBytes(stream), drop: () => stream.destroy() };
}

/** Bytes read at a time. */
const localPiece = 2 ** 20;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

function rangeHeaders(range: FileRequest['range']): Record<string, string> {
  // Compressed bytes could be neither counted nor continued.
  const plain = { 'accept-encoding': 'identity' };
  if (range === undefined) return plain;
  const wanted = { ...plain, range: `bytes=${range.from}-` };
  return range.validator === null ? wanted : { ...wanted, 'if-range': range.validator };
}

function redirected(from: URL, location: string, options: FileRequest): URL {
  if (!URL.canParse(location, from.href)) throw refused(options, 'redirected to what is not a URL');
  const url = checkedUrl(new URL(location, from).href, options);
  const downgrade = from.protocol === 'https:' && url.protocol === 'http:';
  if (downgrade && !options.allowPrivate) throw refused(options, `redirected from https to http at ${url.host}`);
  return url;
}

function checkedUrl(text: string, options: FileRequest): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw refused(options, url === undefined ? 'not a URL' : `led to a ${url.protocol} URL, which is not downloaded`);
  }
  if (!options.allowPrivate) assertPublicHost(url);
  return url;
}

function refused({ url }: FileRequest, text: string): Error {
  return downloadFailed(url, text, { retryable: false });
}
