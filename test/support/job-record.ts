import type { JobRecord } from '../../src/jobs/job.js';

/** The record of a clip that costs 10 cents, to be changed by tests. */
export function jobRecord(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id: 'j_1',
    run: 'r_1',
    index: 0,
    provider: 'fal',
    model: 'wan-2.2-turbo',
    endpoint: 'fal-ai/wan/turbo',
    keyFingerprint: 'print',
    apiOrigin: 'https://api.scripted.test',
    identity: 'same',
    take: 0,
    request: { prompt: 'a lighthouse at dusk', resolution: '720p' },
    origins: { prompt: 'flag --prompt' },
    chosen: ['prompt'],
    seed: 7,
    seedDrawn: false,
    sources: { image: 'digest' },
    output: '/clips/a.mp4',
    overwrite: false,
    provenance: 'embed',
    webhook: null,
    row: null,
    rowIdentity: null,
    estimate: { amount: 0.1, currency: 'USD' },
    createdAt: 0,
    ...changes,
  };
}
