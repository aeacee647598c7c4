import { createEventReader } from '../../../src/http/event-stream.js';
import { createFal, credential } from '../../../src/providers/fal.js';
import type { Call, Operation, Provider, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';
import { type FalOptions, falKey, startFal } from '../../simulators/fal.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { openProvider, type Whole } from '../open-provider.js';

export const turbo: string = 'fal-ai/wan/v2.2-a14b/image-to-video/turbo';

const functions = [
  'watch',
  'cancel',
  'findSubmitted',
  'adopt',
  'listSince',
  'upload',
  'quote',
  'schema',
  'balance',
] as const;

export interface FalUnderTest {
  readonly fal: Whole<(typeof functions)[number]>;
  readonly simulator: Simulator;
  readonly call: Call;
  /** Submits the standard request and gives its operation. */
  submit(body?: Partial<VideoRequest>): Promise<Operation>;
  /** Checks until the job has left the queue and the render behind it. */
  checkToEnd(operation: Operation): ReturnType<Provider['check']>;
}

export interface Setup extends FalOptions {
  readonly key?: string;
}

/** The adapter over the program's own HTTP client, against a simulator of its own. */
export async function startFalUnderTest({ key = falKey, ...options }: Setup = {}): Promise<FalUnderTest> {
  const simulator = await startFal(options);
  const opened = openProvider({ provider: createFal(), functions, simulator, credential: credential(key) });
  const fal = opened.provider;
  const call: Call = { ...opened.call, events: createEventReader(opened.route) };
  return {
    fal,
    simulator,
    call,
    submit: async (request = {}) => await fal.submit(intentFor(fal, request), call),
    checkToEnd: async (operation) => {
      for (let turn = 0; turn < 2; turn += 1) await fal.check(operation, call);
      return await fal.check(operation, call);
    },
  };
}

export function intentFor(fal: Provider, request: Partial<VideoRequest> = {}): SubmitIntent {
  const wire = { image_url: 'https://images.example/hero.png', prompt: 'the door opens', resolution: '720p', seed: 0 };
  return fal.prepare({ endpoint: turbo, wire, options: {}, media: {}, ...request }, () => 'unused');
}

export { failureOf } from '../open-call.js';
