import { Readable } from 'node:stream';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { Connections } from '../http/connection.js';
import { type Exchange, exchange } from '../http/exchange.js';
import { BucketConnectionError } from './bucket-connection-error.js';

/** The parts of the SDK's request that go on the wire. */
export interface S3Request {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Carries the SDK's requests over our connections, for S3 itself and for its credential services: the SDK's own
 * handler knows no proxy.
 */
export function createS3Handler({
  shared,
}: Pick<Connections, 'shared'>): NonNullable<S3ClientConfig['requestHandler']> {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: S3Request, options?: { readonly abortSignal?: unknown }) => {
      const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
      try {
        const { status, headers, body } = await exchange({
          dispatcher: shared,
          method: toMethod(request.method),
          url: toUrl(request),
          headers: request.headers,
          body: toBody(request.body),
          signal,
        });
        return { response: { statusCode: status, headers, body } };
      } catch (error) {
        signal?.throwIfAborted();
        throw new BucketConnectionError(request.hostname, error);
      }
    },
  };
}

/** The address exactly as it was signed. */
export function toUrl({ protocol, hostname, port, path, query = {} }: S3Request): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === null ? [encode(name)] : [value].flat().map((item) => `${encode(name)}=${encode(item)}`),
  );
  const origin = `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  return `${origin}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}

/** The signature covers RFC 3986 encoding, which escapes five characters that encodeURIComponent leaves. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function toMethod(method: string): Exchange['method'] {
  const known = (['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const).find((name) => name === method);
  if (known === undefined) throw new Error(`S3 requests never use ${method}`);
  return known;
}

function toBody(body: unknown): Exchange['body'] {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable)
    return body;
  throw new Error('an S3 request has a body of an unknown kind');
}
