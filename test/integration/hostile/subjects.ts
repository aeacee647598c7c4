import { createAi302 } from '../../../src/providers/ai302.js';
import { createAtlascloud } from '../../../src/providers/atlascloud.js';
import { createComfyui } from '../../../src/providers/comfyui.js';
import { createDashscope } from '../../../src/providers/dashscope.js';
import { createEachlabs } from '../../../src/providers/eachlabs.js';
import { createFal } from '../../../src/providers/fal.js';
import { createKie } from '../../../src/providers/kie.js';
import type { Call, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import { createPuter } from '../../../src/providers/puter.js';
import { createReplicate } from '../../../src/providers/replicate.js';
import { createWavespeed } from '../../../src/providers/wavespeed.js';
import * as ai302 from '../../providers/ai302/setup.js';
import * as atlascloud from '../../providers/atlascloud/setup.js';
import * as comfyui from '../../providers/comfyui/setup.js';
import * as dashscope from '../../providers/dashscope/setup.js';
import * as eachlabs from '../../providers/eachlabs/setup.js';
import * as fal from '../../providers/fal/fal-under-test.js';
import * as kie from '../../providers/kie/setup.js';
import * as puter from '../../providers/puter/setup.js';
import * as replicate from '../../providers/replicate/setup.js';
import * as wavespeed from '../../providers/wavespeed/setup.js';
import type { Simulator } from '../../simulators/kit/simulator.js';

/** A provider at its simulator, with a request that it takes. */
export interface Subject {
  readonly provider: Provider;
  readonly call: Call;
  readonly simulator: Simulator;
  readonly intent: SubmitIntent;
}

interface Bench {
  readonly call: Call;
  readonly simulator: Simulator;
}

const open = (provider: Provider, setUp: () => Promise<Bench>, intentOf: () => SubmitIntent) => {
  return async (): Promise<Subject> => {
    const { call, simulator } = await setUp();
    return { provider, call, simulator, intent: intentOf() };
  };
};

/** Every remote provider, opened anew by each call. */
export const subjects: readonly (readonly [string, () => Promise<Subject>])[] = [
  [
    'fal',
    open(
      createFal(),
      () => fal.startFalUnderTest(),
      () => fal.intentFor(createFal()),
    ),
  ],
  ['replicate', open(createReplicate(), replicate.setUp, replicate.intentOf)],
  ['wavespeed', open(createWavespeed(), wavespeed.setUp, wavespeed.intentOf)],
  ['atlascloud', open(createAtlascloud(), atlascloud.setUp, atlascloud.intentOf)],
  ['ai302', open(createAi302(), ai302.setUp, ai302.intentOf)],
  ['kie', open(createKie(), kie.setUp, kie.intentOf)],
  ['eachlabs', open(createEachlabs(), eachlabs.setUp, eachlabs.intentOf)],
  ['dashscope', open(createDashscope(), dashscope.setUp, dashscope.intentOf)],
  ['puter', open(createPuter(), puter.setUp, puter.intentOf)],
  ['comfyui', open(createComfyui(), comfyui.setUp, comfyui.intentOf)],
];
