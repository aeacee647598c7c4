import { type Dialect, failure } from './eachlabs-answers.js';
import { fileRoutes } from './eachlabs-files.js';
import { modelRoutes } from './eachlabs-models.js';
import { type AccountOptions, predictionRoutes } from './eachlabs-routes.js';
import type { RecordedRequest } from './kit/exchange.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';

export interface EachlabsOptions extends SimulatorOptions, AccountOptions {
  /** Which of its own pages the service follows: words, bodies and the shape of the output. */
  readonly dialect?: Dialect | undefined;
  /** Where it takes the key: its pages disagree. */
  readonly auth?: 'header' | 'bearer' | 'either' | undefined;
}

/** The key that the simulator takes. */
export const eachlabsKey = 'eachlabs_simulated';

/** api.eachlabs.ai, written from its document. */
export async function startEachlabs(options: EachlabsOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineEachlabs(kit, options), options);
}

function defineEachlabs(kit: Kit, options: EachlabsOptions): ServiceDefinition {
  const dialect = options.dialect ?? 'vendor';
  const files = fileRoutes(kit, dialect);
  return {
    routes: [...modelRoutes(dialect), ...files.routes, ...predictionRoutes(kit, { ...options, dialect, files })],
    mediaRoutes: files.mediaRoutes,
    authorize: (request) =>
      keysIn(request, options.auth ?? 'header').includes(eachlabsKey)
        ? undefined
        : failure(dialect, { status: 401, message: 'Missing or invalid API key' }),
    notFound: () => failure(dialect, { status: 404, message: 'Not found' }),
  };
}

function keysIn({ headers }: RecordedRequest, auth: 'header' | 'bearer' | 'either'): readonly string[] {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  if (auth === 'bearer') return [bearer];
  return auth === 'header' ? [headers['x-api-key'] ?? ''] : [headers['x-api-key'] ?? '', bearer];
}
