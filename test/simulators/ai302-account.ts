import { randomUUID } from 'node:crypto';
import { gatewayError, invalid, notFound, plain } from './ai302-answers.js';
import type { Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';
import { fileIn } from './wavespeed-media.js';

export interface AccountOptions {
  /** PTC, one of which is a dollar; null for a key that may not see it. */
  readonly balance?: number | null | undefined;
  /** Bytes; 50 MB when left out. */
  readonly uploadLimit?: number | undefined;
}

/** Upload, balance, and what a call cost. */
export function accountRoutes(
  kit: Kit,
  { balance = 12.34, uploadLimit = 50 * 1024 * 1024 }: AccountOptions,
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
      answer: ({ parameters }) => {
        if (!/^req-\d+$/.test(parameters.id ?? '')) return notFound;
        return plain({ data: { cost: 0.5, input_token: 0, output_token: 0, model: '', process_time: 1 } });
      },
    },
  ];
}
