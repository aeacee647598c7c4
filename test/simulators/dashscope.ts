import { invalidKey, problem } from './dashscope-answers.js';
import { type AccountOptions, createDesk, taskRoutes } from './dashscope-routes.js';
import { storeRoutes } from './dashscope-store.js';
import { submitRoutes } from './dashscope-submit.js';
import { type Simulator, type SimulatorOptions, startSimulator } from './kit/simulator.js';

export interface DashscopeOptions extends SimulatorOptions, AccountOptions {}

/** The key that the simulator takes. */
export const dashscopeKey = 'sk-simulated';

/** DashScope in one region, written from its document. */
export async function startDashscope(options: DashscopeOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => {
    const store = storeRoutes(kit);
    const desk = createDesk(kit, { ...options, store });
    return {
      routes: [...submitRoutes(desk), ...taskRoutes(desk), ...store.routes],
      mediaRoutes: store.mediaRoutes,
      authorize: ({ headers }) => (headers.authorization === `Bearer ${dashscopeKey}` ? undefined : invalidKey()),
      notFound: () => problem(404, 'NotFound', 'The requested path does not exist.'),
    };
  }, options);
}
