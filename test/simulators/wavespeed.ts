import type { Answer, RecordedRequest } from './kit/exchange.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';
import { type AccountOptions, accountRoutes } from './wavespeed-account.js';
import { unauthorized, unknownPath } from './wavespeed-answers.js';
import { type UploadOptions, uploadRoutes } from './wavespeed-media.js';
import { type LimitOptions, taskRoutes } from './wavespeed-routes.js';
import { createTasks } from './wavespeed-tasks.js';

export interface WavespeedOptions extends SimulatorOptions, AccountOptions, UploadOptions, LimitOptions {}

/** The only key that the simulator takes. */
export const wavespeedKey = 'wsk_simulated';

/** api.wavespeed.ai, written from its document. */
export async function startWavespeed(options: WavespeedOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineWavespeed(kit, options), { newId: taskIds(), ...options });
}

/** Ids as the service makes them: 32 hex digits. */
export function taskIds(): () => string {
  let count = 0;
  return () => `c0ffee00${(count++).toString(16).padStart(24, '0')}`;
}

function defineWavespeed(kit: Kit, options: WavespeedOptions): ServiceDefinition {
  const uploads = uploadRoutes(kit, options);
  const tasks = createTasks(kit, { base: () => `${kit.url}/api/v3`, canFetch: uploads.canFetch });
  return {
    routes: [...accountRoutes(kit, options), ...uploads.routes, ...taskRoutes(kit, tasks, options)],
    mediaRoutes: uploads.mediaRoutes,
    authorize,
    notFound: () => unknownPath,
  };
}

/** `X-API-Key` is no way in. */
function authorize({ headers }: RecordedRequest): Answer | undefined {
  return headers.authorization === `Bearer ${wavespeedKey}` ? undefined : unauthorized;
}
