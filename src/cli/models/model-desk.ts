import { lookUpModel, modelsOf, unknownModel } from '../../catalogue/catalogue.js';
import { hasOpenParameter, withLiveParameters } from '../../catalogue/live-parameters.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { openModel } from '../../catalogue/open-model.js';
import type { ModelSchema } from '../../providers/model-schema.js';
import type { ProviderId, RequestFields } from '../../providers/request.js';
import type { Accounts } from '../accounts.js';
import type { Session } from '../session.js';
import { askBeforehand, preflightKey } from './preflight.js';
import { readSchema } from './schema-shelf.js';

/** The facts of models: the catalogue's, and for a provider's other endpoints those of its live schema. */
export interface ModelDesk {
  /**
   * The model that a name or id means, with what the request needs to know of its live schema.
   *
   * @throws WanError `request.unknown-model`, or why the schema of a model outside the catalogue could not be read
   */
  find(provider: ProviderId, nameOrId: string, fields: RequestFields): Promise<ModelSpec>;
  /** The model of a job; one outside the catalogue must have been found or learned before. */
  of(job: { readonly provider: ProviderId; readonly endpoint: string }): ModelSpec;
  /** Whether the provider can run a request at all, asked once for all that are alike. @throws WanError `provider.refused` */
  preflight(spec: ModelSpec, fields: RequestFields): Promise<void>;
  /** Reads what is needed to go on with these jobs. */
  learn(jobs: readonly { readonly provider: ProviderId; readonly endpoint: string }[]): Promise<void>;
}

export function createModelDesk(session: Session, accounts: Accounts): ModelDesk {
  const learned = new Map<string, ModelSpec>();
  const keyOf = (provider: ProviderId, endpoint: string) => `${provider} ${endpoint}`;
  const completed = new Map<string, Promise<ModelSpec>>();
  const preflights = new Map<string, Promise<void>>();
  return { find, of, preflight, learn };

  async function find(provider: ProviderId, nameOrId: string, fields: RequestFields): Promise<ModelSpec> {
    const listed = lookUpModel(provider, nameOrId);
    if (listed !== undefined) return hasOpenParameter(listed, fields) ? complete(listed) : listed;
    const schema = await schemaOf(provider, nameOrId);
    if (schema === undefined) throw unknownModel(provider, nameOrId);
    const spec = openModel(provider, nameOrId, schema);
    learned.set(keyOf(provider, nameOrId), spec);
    return spec;
  }

  /** Read once for all rows of a batch. What can't be read stands in nobody's way: the request is then noted as unsure. */
  function complete(listed: ModelSpec): Promise<ModelSpec> {
    const { provider, endpoint } = listed;
    const key = keyOf(provider, endpoint);
    const asked =
      completed.get(key) ??
      schemaOf(provider, endpoint)
        .catch(() => undefined)
        .then((schema) => (schema === undefined ? listed : withLiveParameters(listed, schema)));
    completed.set(key, asked);
    return asked;
  }

  function of({ provider, endpoint }: { provider: ProviderId; endpoint: string }): ModelSpec {
    return listedModel(provider, endpoint) ?? learned.get(keyOf(provider, endpoint)) ?? openModel(provider, endpoint);
  }

  async function preflight(spec: ModelSpec, fields: RequestFields): Promise<void> {
    const key = preflightKey(spec, fields);
    const asked = preflights.get(key) ?? askBeforehand(spec, fields, accounts);
    preflights.set(key, asked);
    await asked;
  }

  async function learn(jobs: readonly { provider: ProviderId; endpoint: string }[]): Promise<void> {
    for (const { provider, endpoint } of jobs) {
      if (listedModel(provider, endpoint) !== undefined || learned.has(keyOf(provider, endpoint))) continue;
      // A job that is only fetched needs no schema: what can't be read now stands in nobody's way.
      const schema = await schemaOf(provider, endpoint).catch(() => undefined);
      if (schema !== undefined) learned.set(keyOf(provider, endpoint), openModel(provider, endpoint, schema));
    }
  }

  async function schemaOf(provider: ProviderId, endpoint: string): Promise<ModelSchema | undefined> {
    return (await readSchema(session, { provider, endpoint, account: () => accounts.of(provider) }))?.schema;
  }
}

function listedModel(provider: ProviderId, endpoint: string): ModelSpec | undefined {
  return modelsOf(provider).find((spec) => spec.endpoint === endpoint);
}
