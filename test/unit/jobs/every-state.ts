import { type ErrorReport, toErrorReport, WanError } from '../../../src/errors.js';
import type { HostedMedia, JobEvent, JobState, JobStatus } from '../../../src/jobs/job.js';

const error: ErrorReport = toErrorReport(new WanError('provider.failed', 'out of memory'));
export const laterError: ErrorReport = toErrorReport(new WanError('network.failed', 'reset'));
export const media: HostedMedia = { image: { url: 'https://cdn.scripted.test/hero.png', expiresAt: null } };
export const intent = { endpoint: 'fal-ai/wan/turbo', body: { prompt: 'a lighthouse at dusk' } };
export const operation = { remoteId: 'remote-1' };
export const urls = ['https://cdn.scripted.test/a.mp4'];

/** One job state of each status. */
export const everyState: { readonly [S in JobStatus]: Extract<JobState, { status: S }> } = {
  planned: { status: 'planned' },
  uploaded: { status: 'uploaded', media },
  submitting: { status: 'submitting', media, intent, intentAt: 1_000 },
  unknown: { status: 'unknown', media, intent, intentAt: 1_000, error, candidates: ['a'] },
  submitted: { status: 'submitted', operation, submittedAt: 2_000 },
  rendered: { status: 'rendered', operation, urls, expiresAt: 9_000, renderedAt: 3_000, error },
  done: { status: 'done', operation, urls, expiresAt: 9_000, outputs: ['/clips/a.mp4'], bytes: 10 },
  failed: { status: 'failed', operation, error },
  cancelled: { status: 'cancelled', operation },
  expired: { status: 'expired', operation, error },
};

/** One event of each type, told apart from the states by its values. */
export const everyEvent: { readonly [T in JobEvent['type']]: Extract<JobEvent, { type: T }> } = {
  uploaded: { type: 'uploaded', media: { ...media, audio: { url: 'https://cdn.scripted.test/a.mp3', expiresAt: 5 } } },
  intent: { type: 'intent', intent, at: 1_500 },
  accepted: { type: 'accepted', operation: { remoteId: 'remote-2' }, at: 2_500 },
  'not-accepted': { type: 'not-accepted', error: laterError },
  'outcome-unknown': { type: 'outcome-unknown', error: laterError, candidates: ['b', 'c'] },
  adopted: { type: 'adopted', operation: { remoteId: 'remote-3' }, at: 2_600 },
  absent: { type: 'absent', checkedAt: 4_000 },
  succeeded: { type: 'succeeded', urls: ['https://cdn.scripted.test/b.mp4'], expiresAt: 10_000, at: 3_500 },
  failed: { type: 'failed', error: laterError },
  cancelled: { type: 'cancelled' },
  expired: { type: 'expired', error: laterError },
  'download-failed': { type: 'download-failed', error: laterError },
  delivered: { type: 'delivered', outputs: ['/clips/b.mp4'], bytes: 20 },
  'fetch-again': { type: 'fetch-again' },
};
