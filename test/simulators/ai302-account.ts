import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../../src/json.js';
import { gatewayError, invalid, notFound, plain } from './ai302-answers.js';
import type { Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import { fileIn } from './wavespeed-media.js';

export interface AccountOptions {
  /** PTC, one of which is a dollar; null for a key that may not see it. */
  readonly balance?: number | null | undefined;
  /** What a record of a call holds in its place, for costs that are no costs; the shape when left out is the nested one. */
  readonly record?: ((cost: number) => JsonValue) | undefined;
  /** Bytes; 50 MB when left out. */
  readonly uploadLimit?: number | undefined;
}

/** What each call cost, in PTC, by the number that its answer carried or that a task names. */
export type Costs = Map<string, number>;

/** Upload, balance, and what a call cost. */
export function accountRoutes(
  kit: Kit,
  costs: Costs,
  { balance = 12.34, uploadLimit = 50 * 1024 * 1024, record = nested }: AccountOptions,
): readonly Route[] {
  return [
    {
      method: 'POST',
      path: /^\/302\/upload-file$/,
      operation: 'upload',
      answer: async ({ request }) => {
        const file = await fileIn(request, 'file');
        if (file === undefined) return invalid('file is required');
        if (file.bytes.length > uploadLimit) return gatewayError(413, -10011, 'The file is too large');
        const path = `/files/${randomUUID()}/${encodeURIComponent(file.name)}`;
        const data = kit.media.put(path, { bytes: file.bytes, contentType: file.type });
        return plain({ code: 200, data, message: 'success' });
      },
    },
    {
      method: 'GET',
      path: /^\/dashboard\/balance$/,
      operation: 'balance',
      answer: () => {
        if (balance === null) return gatewayError(403, -10002, 'The key lacks the permission');
        return plain({ data: { balance: balance.toFixed(2) } });
      },
    },
    {
      method: 'GET',
      path: /^\/dashboard\/record\/(?<id>[^/]+)$/,
      operation: 'cost',
      answer: ({ parameters }) => {
        const cost = costs.get(parameters.id ?? '');
        return cost === undefined ? notFound : { status: 200, json: record(cost) };
      },
    },
  ];
}

function nested(cost: number): JsonValue {
  return { data: { cost, input_token: 0, output_token: 0, model: '', process_time: 1 } };
}
