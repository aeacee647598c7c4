import { ai302Key, startAi302 } from '../simulators/ai302.js';
import { atlascloudKey, startAtlascloud } from '../simulators/atlascloud.js';
import { startComfyui } from '../simulators/comfyui.js';
import { dashscopeKey, startDashscope } from '../simulators/dashscope.js';
import { eachlabsKey, startEachlabs } from '../simulators/eachlabs.js';
import { falKey, startFal } from '../simulators/fal.js';
import { kieKey, startKie } from '../simulators/kie.js';
import { puterToken, startPuter } from '../simulators/puter.js';
import { replicateToken, startReplicate } from '../simulators/replicate.js';
import { startWavespeed, wavespeedKey } from '../simulators/wavespeed.js';
import type { ProviderBench } from './provider-bench.js';

/** One bench for every remote provider of the registry. */
export const providerBenches: readonly ProviderBench[] = [
  {
    id: 'fal',
    start: startFal,
    key: { FAL_KEY: falKey },
    wrongKey: { FAL_KEY: 'nobody:nothing' },
    otherKey: { FAL_KEY: 'somebody:else' },
    model: 'wan-2.2-turbo',
    reconciles: true,
    tellsExpiry: true,
    promisedLifeMs: 30 * 86_400_000,
  },
  {
    id: 'replicate',
    start: startReplicate,
    key: { REPLICATE_API_TOKEN: replicateToken },
    wrongKey: { REPLICATE_API_TOKEN: 'nobody' },
    otherKey: { REPLICATE_API_TOKEN: 'r8_somebody' },
    model: 'wan-2.2-turbo',
    reconciles: true,
    tellsExpiry: true,
  },
  {
    id: 'wavespeed',
    start: startWavespeed,
    key: { WAVESPEED_API_KEY: wavespeedKey },
    wrongKey: { WAVESPEED_API_KEY: 'nobody' },
    otherKey: { WAVESPEED_API_KEY: 'somebody-else' },
    model: 'wan-2.2-spicy',
    reconciles: true,
    tellsExpiry: true,
  },
  {
    id: 'atlascloud',
    start: startAtlascloud,
    key: { ATLASCLOUD_API_KEY: atlascloudKey },
    wrongKey: { ATLASCLOUD_API_KEY: 'nobody' },
    otherKey: { ATLASCLOUD_API_KEY: 'somebody-else' },
    model: 'wan-2.2-turbo',
    reconciles: true,
    tellsExpiry: false,
  },
  {
    id: 'ai302',
    start: startAi302,
    key: { AI302_KEY: ai302Key },
    wrongKey: { AI302_KEY: 'nobody' },
    otherKey: { AI302_KEY: 'somebody-else' },
    model: 'wan-2.2-spicy',
    reconciles: false,
    tellsExpiry: true,
  },
  {
    id: 'kie',
    start: startKie,
    key: { KIE_API_KEY: kieKey },
    wrongKey: { KIE_API_KEY: 'nobody' },
    otherKey: { KIE_API_KEY: 'somebody-else' },
    model: 'wan-2.2-turbo',
    reconciles: false,
    tellsExpiry: false,
  },
  {
    id: 'eachlabs',
    start: startEachlabs,
    key: { EACHLABS_API_KEY: eachlabsKey },
    wrongKey: { EACHLABS_API_KEY: 'nobody' },
    otherKey: { EACHLABS_API_KEY: 'somebody' },
    model: 'wan-2.2-turbo',
    reconciles: true,
    tellsExpiry: true,
    promisedLifeMs: 86_400_000,
  },
  {
    id: 'dashscope',
    start: startDashscope,
    key: { DASHSCOPE_API_KEY: dashscopeKey },
    wrongKey: { DASHSCOPE_API_KEY: 'sk-nobody' },
    otherKey: { DASHSCOPE_API_KEY: 'sk-somebody' },
    model: 'wan-2.2-turbo',
    reconciles: false,
    tellsExpiry: true,
  },
  {
    id: 'puter',
    start: startPuter,
    key: { PUTER_AUTH_TOKEN: puterToken },
    wrongKey: { PUTER_AUTH_TOKEN: 'nobody' },
    otherKey: { PUTER_AUTH_TOKEN: 'somebody-else' },
    model: 'wan-2.2',
    reconciles: true,
    ownIds: true,
    tellsExpiry: false,
    keepsDenied: true,
  },
  {
    id: 'comfyui',
    start: startComfyui,
    key: {},
    wrongKey: {},
    otherKey: {},
    model: 'wan-2.2-turbo',
    reconciles: true,
    tellsExpiry: true,
  },
];
