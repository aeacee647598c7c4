import { unauthorized, unknownPath } from './fal-answers.js';
import { platformRoutes } from './fal-platform.js';
import { type QueueOptions, queueRoutes } from './fal-queue.js';
import { storageRoutes } from './fal-storage.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';

export interface FalOptions extends SimulatorOptions, QueueOptions {
  /** What an ADMIN key sees as the balance; without it the key is an ordinary one. */
  readonly balance?: number;
}

/** The keys that the simulator takes. */
export const falKey = 'simulated-id:simulated-secret';
export const otherFalKey = 'other-id:other-secret';
const authorizations: readonly string[] = [`Key ${falKey}`, `Key ${otherFalKey}`];

/** queue.fal.run, rest.fal.ai and api.fal.ai on one origin, and the CDN on another, written from their document. */
export async function startFal(options: FalOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineFal(kit, options), options);
}

function defineFal(kit: Kit, options: FalOptions): ServiceDefinition {
  const storage = storageRoutes(kit);
  return {
    // The queue takes any path that is left, as an endpoint id.
    routes: [...storage.routes, ...platformRoutes(kit, options), ...queueRoutes(kit, options)],
    mediaRoutes: storage.mediaRoutes,
    authorize: ({ headers }) => (authorizations.includes(headers.authorization ?? '') ? undefined : unauthorized),
    notFound: ({ path }) => unknownPath(path),
  };
}
