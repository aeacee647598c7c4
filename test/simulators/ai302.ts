import { type AccountOptions, accountRoutes, type Costs } from './ai302-account.js';
import { missingKey, noBalance, notFound, notSupported } from './ai302-answers.js';
import { modelRoute } from './ai302-models.js';
import { unifiedRoutes } from './ai302-unified.js';
import type { Route } from './kit/exchange.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';
import { taskIds } from './wavespeed.js';
import { success, unknownTask } from './wavespeed-answers.js';
import { submit } from './wavespeed-routes.js';
import { createTasks, type Tasks } from './wavespeed-tasks.js';

export interface Ai302Options extends SimulatorOptions, AccountOptions {
  /** WaveSpeed ids that it does not sell; which these are is not documented. */
  readonly notSold?: readonly string[] | undefined;
}

/** The only key that the simulator takes. */
export const ai302Key = 'sk-simulated';

/** api.302.ai: the passed-on WaveSpeed API, the unified one, the account; written from its document. */
export async function startAi302(options: Ai302Options = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineAi302(kit, options), { newId: taskIds(), ...options });
}

function defineAi302(kit: Kit, options: Ai302Options): ServiceDefinition {
  const tasks = createTasks(kit, { base: () => `${kit.url}/ws/api/v3`, canFetch: () => true });
  const costs: Costs = new Map();
  const routes = [
    modelRoute,
    ...accountRoutes(kit, costs, options),
    ...unifiedRoutes(kit, costs),
    ...passedOnRoutes(tasks, options.notSold ?? []),
  ];
  return {
    routes: routes.map(numbered(costs)),
    authorize: ({ headers }) => (headers.authorization === `Bearer ${ai302Key}` ? undefined : missingKey),
    notFound: () => notFound,
  };
}

/** Submit and result; lists, uploads, prices and the balance of WaveSpeed are not passed on. */
function passedOnRoutes(tasks: Tasks, notSold: readonly string[]): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/ws\/api\/v3\/predictions\/(?<id>[^/]+)\/result$/,
      operation: 'status',
      answer: (exchange) => {
        const job = exchange.job(exchange.parameters.id ?? '');
        if (job === undefined || tasks.isGone(job)) return unknownTask;
        const unknown = exchange.fault('unknown-status-word');
        const word = unknown === undefined ? undefined : (unknown.word ?? 'hibernating');
        return success(tasks.show(job, { counting: true, word }));
      },
    },
    {
      method: 'POST',
      path: /^\/ws\/api\/v3\/(?<model>(?!predictions|media|model\/|billings)[^/]+\/.+)$/,
      operation: 'submit',
      answer: (exchange) => {
        if (notSold.includes(exchange.parameters.model ?? '')) return notSupported;
        return exchange.fault('no-credit') === undefined ? submit(exchange, tasks) : noBalance;
      },
    },
  ];
}

/** Every answer carries the number of its call, under which its cost is kept: an accepted task's, and nothing for the rest. */
function numbered(costs: Costs): (route: Route) => Route {
  let count = 0;
  return (route) => ({
    ...route,
    answer: async (exchange) => {
      const answer = await route.answer(exchange);
      count += 1;
      costs.set(`req-${count}`, route.operation === 'submit' && answer.status === 200 ? 0.5 : 0);
      return { ...answer, headers: { ...answer.headers, 'request-id': `req-${count}` } };
    },
  });
}
