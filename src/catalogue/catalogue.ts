import { closest } from '../closest.js';
import { WanError } from '../errors.js';
import { type ModelOption, type ProviderId, providerIds, type RequestFields } from '../providers/request.js';
import type { ModelSpec } from './model.js';
import { ai302Models } from './models/ai302-wan.js';
import { atlascloudWan22Models } from './models/atlascloud-wan-22.js';
import { atlascloudLongModels } from './models/atlascloud-wan-22-long.js';
import { atlascloudProxiedModels } from './models/atlascloud-wan-proxied.js';
import { comfyuiWan22Models } from './models/comfyui-wan-22.js';
import { dashscopeWan21Models, dashscopeWan22Models } from './models/dashscope-wan-22.js';
import { dashscopeWan25Models } from './models/dashscope-wan-25.js';
import { dashscopeWan27Models } from './models/dashscope-wan-27.js';
import { eachlabsWan22Models } from './models/eachlabs-wan-22.js';
import { eachlabsProxiedModels } from './models/eachlabs-wan-proxied.js';
import { falWan21Models } from './models/fal-wan-21.js';
import { falWan22Models } from './models/fal-wan-22.js';
import { falProxiedModels } from './models/fal-wan-proxied.js';
import { kieWanModels } from './models/kie-wan.js';
import { localModels } from './models/local.js';
import { puterWanModels } from './models/puter-wan.js';
import { replicateWan21Models } from './models/replicate-wan-21.js';
import { replicateWan22Models } from './models/replicate-wan-22.js';
import { replicateProxiedModels } from './models/replicate-wan-proxied.js';
import { wavespeedWan21Models } from './models/wavespeed-wan-21.js';
import { wavespeedWan22Models } from './models/wavespeed-wan-22.js';
import { wavespeedProxiedModels } from './models/wavespeed-wan-proxied.js';
import { portableNames } from './portable-names.js';

/** Every endpoint that is known, `local` last so that lists of names begin with the services. */
export const allModels: readonly ModelSpec[] = [
  ...falWan22Models,
  ...falProxiedModels,
  ...falWan21Models,
  ...replicateWan22Models,
  ...replicateProxiedModels,
  ...replicateWan21Models,
  ...wavespeedWan22Models,
  ...wavespeedProxiedModels,
  ...wavespeedWan21Models,
  ...atlascloudWan22Models,
  ...atlascloudProxiedModels,
  ...atlascloudLongModels,
  ...eachlabsWan22Models,
  ...eachlabsProxiedModels,
  ...dashscopeWan22Models,
  ...dashscopeWan25Models,
  ...dashscopeWan27Models,
  ...dashscopeWan21Models,
  ...kieWanModels,
  ...ai302Models,
  ...comfyuiWan22Models,
  ...puterWanModels,
  ...localModels,
];

/**
 * The model that a name means on a provider: a portable name in any case, or the provider's own id.
 *
 * @throws WanError `request.unknown-model`
 */
export function findModel(provider: ProviderId, nameOrId: string): ModelSpec {
  const spec = lookUpModel(provider, nameOrId);
  if (spec === undefined) throw unknownModel(provider, nameOrId);
  return spec;
}

/**
 * As `findModel`, but undefined for what may be an id of the provider's own that the catalogue does not list: the live
 * schema decides then (`openModel`), and `unknownModel` is the error if there is none.
 *
 * @throws WanError `request.unknown-model` for a portable name that this provider lacks, and for a slip of the keyboard
 */
export function lookUpModel(provider: ProviderId, nameOrId: string): ModelSpec | undefined {
  const own = modelsOf(provider);
  const byId = own.find((spec) => spec.endpoint === nameOrId);
  // Options without effect are for scripts that name another model and run here for free.
  if (byId !== undefined) return { ...byId, ignored: undefined };
  const name = nameOrId.toLowerCase();
  const byName = own.find((spec) => spec.names.includes(name));
  if (byName !== undefined) return byName;
  if (!mayBeOwnId(provider, nameOrId)) throw unknownModel(provider, nameOrId);
  return undefined;
}

/** What to say about a model that neither the catalogue nor the provider knows. */
export function unknownModel(provider: ProviderId, nameOrId: string): WanError {
  const others = providerIds.filter((id) => id !== provider && id !== 'local' && hasName(id, nameOrId.toLowerCase()));
  const guess = closest(nameOrId, ownWords(provider));
  const elsewhere = others.length === 0 ? '' : `; ${others.join(', ')} ${others.length === 1 ? 'has' : 'have'} it`;
  const suggestion = guess === undefined ? '' : ` (did you mean "${guess}"?)`;
  return new WanError('request.unknown-model', `${provider} has no model "${nameOrId}"${elsewhere}${suggestion}`, {
    hint: others[0] === undefined ? `wan models --provider ${provider}` : `--provider ${others[0]}`,
    provider,
  });
}

/** The model of a provider when none is named: the one for the workflow, or the quick Wan 2.2 where there is one. */
export function defaultModel(provider: ProviderId, fields: Pick<RequestFields, 'workflow'> = {}): string | undefined {
  if (provider === 'local') return 'animatic';
  const forWorkflow = modelsOf(provider).find(({ required }) => required.includes('workflow'));
  if (fields.workflow !== undefined && forWorkflow !== undefined) return modelName(forWorkflow);
  const preferred = ['wan-2.2-turbo', 'wan-2.2', 'wan-2.7'].find((name) => hasName(provider, name));
  const first = modelsOf(provider)[0];
  return preferred ?? (first === undefined ? undefined : modelName(first));
}

export function modelsOf(provider: ProviderId): readonly ModelSpec[] {
  return allModels.filter((spec) => spec.provider === provider);
}

/** Models that take an option with effect, those of `provider` first. */
export function modelsTaking(option: ModelOption, provider?: ProviderId): readonly ModelSpec[] {
  const taking = allModels.filter((spec) => spec.options[option] !== undefined);
  return [
    ...taking.filter((spec) => spec.provider === provider),
    ...taking.filter((spec) => spec.provider !== provider),
  ];
}

/** The shortest name that a user can type for a model on its provider. */
export function modelName(spec: ModelSpec): string {
  return spec.provider === 'local' ? spec.endpoint : (spec.names[0] ?? spec.endpoint);
}

function hasName(provider: ProviderId, name: string): boolean {
  return modelsOf(provider).some((spec) => spec.names.includes(name));
}

function ownWords(provider: ProviderId): readonly string[] {
  return modelsOf(provider).flatMap((spec) => [...spec.names, spec.endpoint]);
}

/** Ids with a slash are always worth asking for; others only where the provider has such ids and nothing is near. */
function mayBeOwnId(provider: ProviderId, id: string): boolean {
  if (provider === 'local' || portableNames.includes(id.toLowerCase())) return false;
  if (id.includes('/')) return true;
  const own = modelsOf(provider);
  const hasPlainIds = own.length === 0 || own.some((spec) => !spec.endpoint.includes('/'));
  return hasPlainIds && closest(id, ownWords(provider)) === undefined;
}
