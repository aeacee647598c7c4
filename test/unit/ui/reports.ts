import type { ErrorReport } from '../../../src/errors.js';
import type { JobReport, ReportEvent, ReportStatus } from '../../../src/jobs/report.js';

type JobEvent = Extract<ReportEvent, { type: 'job' }>;
type ProgressEvent = Extract<ReportEvent, { type: 'progress' }>;

export const refusal: ErrorReport = {
  code: 'provider.refused',
  message: 'fal refused: the image is too small',
  hint: 'use an image of 512 px or more',
  retryable: false,
  exitCode: 5,
  provider: 'fal',
  remoteId: 'req-1',
};

export function jobEvent(job: string, status: ReportStatus, more: Partial<JobEvent> = {}): JobEvent {
  return {
    type: 'job',
    job,
    label: `${job}.png`,
    status,
    provider: 'fal',
    model: 'wan-2.2-turbo',
    remoteId: null,
    cost: 0.1,
    error: null,
    output: null,
    reused: false,
    ...more,
  };
}

export function progressEvent(
  job: string,
  phase: ProgressEvent['phase'],
  more: Partial<ProgressEvent> = {},
): ProgressEvent {
  return { type: 'progress', job, phase, fraction: null, queuePosition: null, elapsedMs: 0, etaMs: null, ...more };
}

export function jobReport(id: string, status: ReportStatus, more: Partial<JobReport> = {}): JobReport {
  return {
    id,
    status,
    provider: 'fal',
    model: 'wan-2.2-turbo',
    endpoint: 'fal-ai/wan/turbo',
    remoteId: 'req-1',
    seed: 7,
    output: status === 'done' ? `/clips/${id}.mp4` : null,
    outputs: status === 'done' ? [`/clips/${id}.mp4`] : [],
    videoUrl: null,
    expiresAt: null,
    reused: false,
    cost: { estimated: 0.1, actual: 0.1, currency: 'USD' },
    timing: { queuedMs: 1200, renderMs: 30_110, downloadMs: 800, totalMs: 32_310 },
    request: {},
    row: null,
    error: null,
    createdAt: '2026-11-21T10:00:00.000Z',
    finishedAt: null,
    ...more,
  };
}
