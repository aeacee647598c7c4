import { type AccountOptions, accountRoutes, schemaRoutes } from './atlascloud-account.js';
import { cloudflarePage, notFound, unauthorized } from './atlascloud-answers.js';
import { type PredictionOptions, predictionRoutes } from './atlascloud-predictions.js';
import { type UploadOptions, uploadRoutes } from './atlascloud-upload.js';
import type { Answer, RecordedRequest } from './kit/exchange.js';
import {
  type Kit,
  type ServiceDefinition,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from './kit/simulator.js';

export interface AtlascloudOptions extends SimulatorOptions, PredictionOptions, AccountOptions, UploadOptions {}

/** The only key that the simulator takes. */
export const atlascloudKey = 'apikey-simulated';

/** api.atlascloud.ai on one origin, its files and schemas on another, written from its document. */
export async function startAtlascloud(options: AtlascloudOptions = {}): Promise<Simulator> {
  return await startSimulator((kit) => defineAtlascloud(kit, options), { newId: predictionIds(), ...options });
}

/** Ids as the service makes them: 32 hex digits. */
function predictionIds(): () => string {
  let count = 0;
  return () => `6fca9369e2fa4998a0fcad1e${(count++).toString(16).padStart(8, '0')}`;
}

function defineAtlascloud(kit: Kit, options: AtlascloudOptions): ServiceDefinition {
  return {
    routes: [...predictionRoutes(kit, options), ...accountRoutes(kit, options), ...uploadRoutes(kit, options)],
    mediaRoutes: schemaRoutes(),
    authorize,
    notFound: () => notFound,
  };
}

/** Cloudflare first, then the key; the list of models needs none. */
function authorize({ headers, path }: RecordedRequest): Answer | undefined {
  if (!/^(Mozilla\/5\.0 |node\b|python-requests\/)/.test(headers['user-agent'] ?? '')) return cloudflarePage;
  if (path === '/api/v1/models') return undefined;
  return headers.authorization === `Bearer ${atlascloudKey}` ? undefined : unauthorized;
}
