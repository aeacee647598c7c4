import type { Answer, Exchange, RecordedRequest, Route } from './kit/exchange.js';
import { serveFile } from './kit/media.js';
import type { Kit } from './kit/simulator.js';

export interface ResultOptions {
  /**
   * The file host wants the token, which the document leaves open: one that lies behind the same gateway as the API, or
   * a host of its own. Anybody may fetch when left out.
   */
  readonly filesWantToken?: 'beside the API' | 'elsewhere' | undefined;
}

/** Where the clip of a job lies. */
export function resultUrl(kit: Kit, jobId: string, { filesWantToken }: ResultOptions): string {
  const url = kit.media.clipUrl(jobId);
  return filesWantToken === 'beside the API' ? url.replace(kit.media.url, kit.url) : url;
}

/** File hosts that want the token. */
export function resultRoutes(
  kit: Kit,
  { filesWantToken }: ResultOptions,
  authorize: (request: RecordedRequest) => Answer | undefined,
): { readonly beside: readonly Route[]; readonly elsewhere: readonly Route[] } {
  const answer = ({ request, download }: Exchange) => authorize(request) ?? serveFile(kit.media, request, download);
  const route: Route = { method: 'GET', path: /^\/files\/.+$/, operation: 'download', answer };
  return {
    beside: filesWantToken === 'beside the API' ? [route] : [],
    elsewhere: filesWantToken === 'elsewhere' ? [route] : [],
  };
}
