import type { JobRecord, Run } from '../../../src/jobs/job.js';

export const sharedRun: Run = {
  id: 'r_1',
  command: 'batch',
  createdAt: 0,
  cwd: '/clips',
  maxCost: 1,
  confirmed: true,
  settings: {},
};

/** The record of a clip that costs 10 cents. */
export function recordOf(id: string, changes: Partial<JobRecord> = {}): JobRecord {
  return {
    id,
    run: 'r_1',
    index: 0,
    provider: 'fal',
    model: 'wan-2.2-turbo',
    endpoint: 'fal-ai/wan/turbo',
    keyFingerprint: 'print',
    apiOrigin: 'https://api.scripted.test',
    identity: id,
    take: 0,
    request: { prompt: 'a lighthouse at dusk', resolution: '720p', seed: 7 },
    origins: { prompt: 'flag --prompt' },
    chosen: ['prompt'],
    seed: 7,
    seedDrawn: true,
    sources: { image: 'digest' },
    output: `/clips/${id}.mp4`,
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
