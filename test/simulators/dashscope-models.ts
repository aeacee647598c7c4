export type Region = 'intl' | 'cn' | 'us';

export interface SimulatedModel {
  readonly id: string;
  /** The older one names single addresses, the newer one a list of media. */
  readonly protocol: 'img_url' | 'frames' | 'speech' | 'media';
  readonly resolutions: readonly string[];
  readonly standard: string;
  /** Seconds; a fixed length is one value. */
  readonly durations: readonly number[];
  readonly regions: readonly Region[];
  /** Largest picture, bytes decoded. */
  readonly largestImage: number;
  /** Submits a second, tasks at once. */
  readonly limits: readonly [number, number];
}

const both: readonly Region[] = ['intl', 'cn'];
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const all = ['480P', '720P', '1080P'];

function model(id: string, fields: Partial<SimulatedModel>): SimulatedModel {
  return {
    id,
    protocol: 'img_url',
    resolutions: all,
    standard: '1080P',
    durations: [5],
    regions: both,
    largestImage: 10_000_000,
    limits: [2, 2],
    ...fields,
  };
}

const newer = { largestImage: 20_000_000, limits: [5, 5] } as const;
const wan26 = { ...newer, resolutions: ['720P', '1080P'], durations: range(2, 15) };
const wan27 = { ...wan26, protocol: 'media' } as const;
const wan30 = { ...newer, protocol: 'media', durations: [-1, ...range(2, 30)] } as const;
const wan21 = { resolutions: ['480P', '720P'], standard: '720P', durations: [3, 4, 5] };
const wan21Plus = { resolutions: ['720P'], standard: '720P' };
const frames = { protocol: 'frames', regions: ['cn'] } as const;

export const simulatedModels: readonly SimulatedModel[] = [
  model('wan2.2-i2v-flash', { standard: '720P' }),
  model('wan2.2-i2v-plus', { resolutions: ['480P', '1080P'] }),
  model('wan2.5-i2v-preview', { ...newer, durations: [5, 10] }),
  model('wan2.6-i2v', wan26),
  model('wan2.6-i2v-flash', wan26),
  model('wan2.6-i2v-us', { ...wan26, durations: [5, 10, 15], regions: ['us'] }),
  model('wanx2.1-i2v-turbo', { ...wan21, regions: ['cn'] }),
  model('wan2.1-i2v-turbo', { ...wan21, regions: ['intl'] }),
  model('wanx2.1-i2v-plus', { ...wan21Plus, regions: ['cn'] }),
  model('wan2.1-i2v-plus', { ...wan21Plus, regions: ['intl'] }),
  model('wan2.2-kf2v-flash', { ...frames, standard: '720P' }),
  model('wanx2.1-kf2v-plus', { ...frames, ...wan21Plus }),
  model('wan2.2-s2v', {
    protocol: 'speech',
    resolutions: ['480P', '720P'],
    standard: '480P',
    regions: ['cn'],
    limits: [5, 1],
  }),
  model('wan2.7-i2v', wan27),
  model('wan2.7-i2v-2026-04-25', wan27),
  model('wan3.0-video', wan30),
  model('wan3.0-video-prime', wan30),
];

export function findModel(id: unknown): SimulatedModel | undefined {
  return simulatedModels.find((candidate) => candidate.id === id);
}

/** First-and-last-frame and speech models stand on a path of their own. */
export function isOnImagePath({ protocol }: SimulatedModel): boolean {
  return protocol === 'frames' || protocol === 'speech';
}
