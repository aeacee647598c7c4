import type { Credential } from '../http/route.js';
import { credential as ai302Credential, createAi302 } from './ai302.js';
import { credential as atlascloudCredential, createAtlascloud } from './atlascloud.js';
import { createComfyui } from './comfyui.js';
import { createDashscope, credential as dashscopeCredential } from './dashscope.js';
import { createEachlabs, credential as eachlabsCredential } from './eachlabs.js';
import { createFal, credential as falCredential } from './fal.js';
import { createKie, credential as kieCredential } from './kie.js';
import { createLocal, type Renderer } from './local.js';
import type { Provider } from './provider.js';
import { createPuter, credential as puterCredential } from './puter.js';
import { createReplicate, credential as replicateCredential } from './replicate.js';
import type { ProviderId } from './request.js';
import { createWavespeed, credential as wavespeedCredential } from './wavespeed.js';

export interface RegisteredProvider {
  readonly provider: Provider;
  /** How the key goes into a request; absent for a provider without a key. */
  readonly credential?: ((key: string, settings: Readonly<Record<string, string>>) => Credential) | undefined;
}

/** Every provider of this build, in the order of the help. */
export function createRegistry(services: { readonly renderer: Renderer }): ReadonlyMap<ProviderId, RegisteredProvider> {
  const entries: readonly RegisteredProvider[] = [
    { provider: createFal(), credential: falCredential },
    { provider: createReplicate(), credential: replicateCredential },
    { provider: createWavespeed(), credential: wavespeedCredential },
    { provider: createAtlascloud(), credential: atlascloudCredential },
    { provider: createAi302(), credential: ai302Credential },
    { provider: createKie(), credential: kieCredential },
    { provider: createEachlabs(), credential: eachlabsCredential },
    { provider: createDashscope(), credential: dashscopeCredential },
    { provider: createPuter(), credential: puterCredential },
    { provider: createComfyui() },
    { provider: createLocal(services.renderer) },
  ];
  return new Map(entries.map((entry) => [entry.provider.id, entry]));
}
