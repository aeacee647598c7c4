import { type ErrorForm, inForm, invalidKey, problem } from './dashscope-answers.js';
import { type AccountOptions, createDesk, taskRoutes } from './dashscope-routes.js';
import { storeRoutes } from './dashscope-store.js';
import { submitRoutes } from './dashscope-submit.js';
import type { Route } from './kit/exchange.js';
import { type Simulator, type SimulatorOptions, startSimulator } from './kit/simulator.js';

export interface DashscopeOptions extends SimulatorOptions, AccountOptions {
  /** How errors are written; `native` when left out. */
  readonly errorForm?: ErrorForm | undefined;
}

/** The key that the simulator takes. */
export const dashscopeKey = 'sk-simulated';

/** DashScope in one region, written from its document. */
export async function startDashscope(options: DashscopeOptions = {}): Promise<Simulator> {
  const { errorForm: form = 'native' } = options;
  const written = (route: Route): Route => ({
    ...route,
    answer: async (exchange) => inForm(await route.answer(exchange), form),
  });
  return await startSimulator((kit) => {
    const store = storeRoutes(kit);
    const desk = createDesk(kit, { ...options, store });
    return {
      routes: [...submitRoutes(desk), ...taskRoutes(desk), ...store.routes].map(written),
      mediaRoutes: store.mediaRoutes,
      authorize: ({ headers }) =>
        headers.authorization === `Bearer ${dashscopeKey}` ? undefined : inForm(invalidKey(), form),
      notFound: () => inForm(problem(404, 'NotFound', 'The requested path does not exist.'), form),
    };
  }, options);
}
