import type { IncomingMessage } from 'node:http';
import type { JsonObject, JsonValue } from '../../../src/json.js';
import type { DownloadFault, OperationKind, ServiceFault } from './fault.js';
import type { SimulatedJob } from './jobs.js';

export interface RecordedRequest {
  readonly method: string;
  /** Without the query, not decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Every value of each query name, for names that repeat. */
  readonly queryAll: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON; undefined without a body or when it does not parse. */
  readonly json: JsonValue | undefined;
  readonly bytes: Buffer;
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number;
  readonly operation: OperationKind | undefined;
}

/** An answer: exactly one of `json`, `text`, `bytes`, or none for an empty body. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: JsonValue;
  readonly text?: string;
  readonly bytes?: Uint8Array;
  /** Destroys the socket after this many bytes of the body, though its length was announced in full. */
  readonly cutAfter?: number;
}

/** One request as a route sees it. */
export interface Exchange {
  readonly request: RecordedRequest;
  /** Named groups of the route's pattern, percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The service's own fault of this kind, if it struck this request. */
  fault<K extends ServiceFault['kind']>(kind: K): Extract<ServiceFault, { kind: K }> | undefined;
  /** The download fault that struck this request. */
  readonly download: DownloadFault | undefined;
  /** Accepts a job and counts one billable submit; outcomes and duplicates set by faults are applied. */
  accept(job: { readonly endpoint: string; readonly input: JsonObject; readonly id?: string }): SimulatedJob;
  /** The job, with any outcome that a fault on this request sets. */
  job(id: string): SimulatedJob | undefined;
  /** Jobs that the list shows now, newest first. */
  listed(): readonly SimulatedJob[];
  pageSize(normal: number): number;
}

export interface Route {
  readonly method: string;
  /** Tested on the whole path, not decoded. */
  readonly path: RegExp;
  readonly operation?: OperationKind;
  /** True: no key needed. */
  readonly open?: boolean;
  answer(exchange: Exchange): Answer | Promise<Answer>;
}

/** Reads a request to its end. */
export async function record(
  incoming: IncomingMessage,
  at: number,
  operation: OperationKind | undefined,
): Promise<RecordedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    queryAll: url.searchParams,
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    json: parse(bytes),
    bytes,
    at,
    operation,
  };
}

function parse(bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  try {
    const value: JsonValue = JSON.parse(bytes.toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}
