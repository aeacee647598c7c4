import { unknownModel } from '../../catalogue/catalogue.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { openModel } from '../../catalogue/open-model.js';
import { isKeySet } from '../../config/keys.js';
import { resolveSettings } from '../../config/settings.js';
import { toErrorReport, WanError } from '../../errors.js';
import { createRedactor } from '../../jobs/redact.js';
import type { ModelSchema } from '../../providers/model-schema.js';
import type { ProviderId } from '../../providers/request.js';
import { openAccounts } from '../accounts.js';
import type { Session } from '../session.js';
import { openFfmpeg, openRegistry, settingLayers } from '../workshop.js';
import { readSchema } from './schema-shelf.js';

/** What the provider itself says of an endpoint, and when it said so. */
export interface LiveSchema {
  readonly schema: ModelSchema | null;
  /** ISO time; null where none could be read or kept. */
  readonly readAt: string | null;
  /** Why there is none, or none that is newer. */
  readonly problem: string | null;
}

export interface LiveModels {
  /** The live schema of an endpoint; never throws. */
  of(spec: Pick<ModelSpec, 'provider' | 'endpoint'>): Promise<LiveSchema>;
  /** A model outside the catalogue, by its live schema. @throws WanError `request.unknown-model`, or why it can't be read */
  find(provider: ProviderId, endpoint: string): Promise<{ readonly spec: ModelSpec; readonly live: LiveSchema }>;
}

export interface LiveOptions {
  readonly providers: readonly ProviderId[];
  /** Kept copies serve only where no newer one can be had. */
  readonly refresh: boolean;
}

/** The live schemas of providers; no ledger is opened for them. */
export async function openLiveModels(session: Session, { providers, refresh }: LiveOptions): Promise<LiveModels> {
  const settings = resolveSettings(settingLayers(session, await session.config(), {}));
  const registry = openRegistry(session, openFfmpeg(session, settings));
  // No job is touched, so nothing is compared with the fingerprints of the keys.
  const accounts = await openAccounts({ session, settings, registry, providers, salt: '' });
  session.protect(accounts.keys);
  const redactor = createRedactor(accounts.keys);
  return { of, find };

  async function of({ provider, endpoint }: Pick<ModelSpec, 'provider' | 'endpoint'>): Promise<LiveSchema> {
    if (registry.get(provider)?.provider.schema === undefined) return none(`${provider} publishes no schemas`);
    try {
      const shelved = await readSchema(session, { provider, endpoint, refresh, account: () => accounts.of(provider) });
      if (shelved === undefined) return none(`${provider} does not know ${endpoint}`);
      const { schema, readAt, problem } = shelved;
      return { schema, readAt: new Date(readAt).toISOString(), problem: problem === undefined ? null : told(problem) };
    } catch (error) {
      return none(told(error));
    }
  }

  async function find(provider: ProviderId, endpoint: string) {
    const live = await of({ provider, endpoint });
    if (live.schema !== null) return { spec: openModel(provider, endpoint, live.schema), live };
    const unknown = unknownModel(provider, endpoint);
    const entry = registry.get(provider)?.provider;
    const keyed = { id: provider, keyVariables: entry?.facts.keyVariables ?? [] };
    const own = settings.providers?.value[provider];
    const lacksKey =
      keyed.keyVariables.length > 0 && !isKeySet({ provider: keyed, env: session.runtime.env, settings: own });
    if (!lacksKey) throw unknown;
    throw new WanError('request.unknown-model', `the catalogue of ${unknown.message}`, {
      hint: `${unknown.hint}; with ${keyed.keyVariables[0]?.[0]} set, ${provider} itself is asked`,
      provider,
    });
  }

  function told(error: unknown): string {
    return redactor.text(toErrorReport(error).message);
  }
}

function none(problem: string): LiveSchema {
  return { schema: null, readAt: null, problem };
}
