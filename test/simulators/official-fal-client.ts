import { createFalClient, type FalClient } from '@fal-ai/client';
import { falKey } from './fal.js';
import type { Simulator } from './kit/simulator.js';

/** The official client, unchanged but for its hosts, which are moved to the simulator. */
export function officialFalClient(simulator: Pick<Simulator, 'url'>, key = falKey): FalClient {
  return createFalClient({
    credentials: key,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const isApi = /(^|\.)fal\.(run|ai)$/.test(url.hostname);
      return await fetch(isApi ? simulator.url + url.pathname + url.search : url, init);
    },
  });
}
