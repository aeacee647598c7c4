import type { Answer, RecordedRequest, Route } from './kit/exchange.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';
import { notFound, unauthenticated } from './replicate-answers.js';
import { type FileOptions, fileRoutes } from './replicate-files.js';
import { modelRoutes } from './replicate-models.js';
import { type ResultOptions, resultRoutes } from './replicate-results.js';
import { type AccountOptions, predictionRoutes } from './replicate-routes.js';

export interface ReplicateOptions extends SimulatorOptions, FileOptions, AccountOptions, ResultOptions {}

/** A token that the simulator takes; it takes any other that starts like it, as real ones do. */
export const replicateToken = 'r8_simulated';

/** api.replicate.com, written from its document. */
export async function startReplicate(options: ReplicateOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineReplicate(kit, options), { newId: predictionIds(), ...options });
}

/** Ids as the service makes them: 26 lower-case letters and digits. */
function predictionIds(): () => string {
  let count = 0;
  return () => `gm3qorzdhgbfurvjtvhg${(count++).toString(32).padStart(6, '0')}`;
}

function defineReplicate(kit: Kit, options: ReplicateOptions): ServiceDefinition {
  const files = fileRoutes(kit, options);
  const results = resultRoutes(kit, options, authorize);
  return {
    routes: [
      accountRoute,
      secretRoute,
      ...modelRoutes(kit),
      ...files.routes,
      ...predictionRoutes(kit, options, files),
      ...results.beside,
    ],
    mediaRoutes: results.elsewhere,
    authorize,
    notFound: () => notFound,
  };
}

function authorize({ headers }: RecordedRequest): Answer | undefined {
  return /^(Bearer|Token) r8_\w+$/.test(headers.authorization ?? '') ? undefined : unauthenticated;
}

const accountRoute: Route = {
  method: 'GET',
  path: /^\/v1\/account$/,
  answer: () => ({
    status: 200,
    json: { type: 'organization', username: 'acme', name: 'Acme Corp, Inc.', github_url: 'https://github.com/acme' },
  }),
};

const secretRoute: Route = {
  method: 'GET',
  path: /^\/v1\/webhooks\/default\/secret$/,
  answer: () => ({ status: 200, json: { key: 'whsec_c2ltdWxhdGVkIHNlY3JldA==' } }),
};
