import { describe, expect, it } from 'vitest';
import { type ErrorCode, exitCodes, toErrorReport, WanError } from '../../../src/errors.js';
import type { Outcome } from '../../../src/jobs/engine.js';
import type { JobState } from '../../../src/jobs/job.js';
import { mayMove } from '../../../src/jobs/move-clips.js';
import type { ClipRequest, PlannedClip } from '../../../src/jobs/plan-run.js';
import { everyState } from './every-state.js';
import { jobRecord } from './scripted-engine.js';

const other = {} as ClipRequest;

function clip(fallbacks: readonly ClipRequest[] = [other]): PlannedClip {
  const request = { ...jobRecord(), fallbacks } as unknown as ClipRequest;
  return {
    request,
    decision: { kind: 'new', why: null },
    output: '/clip.mp4',
    record: jobRecord(),
    changedDefaults: [],
  };
}

function outcome(state: JobState, code: ErrorCode | null): Outcome {
  const error = code === null ? null : toErrorReport(new WanError(code, 'no'));
  return { job: { ...jobRecord(), state } as Outcome['job'], error, reused: false };
}

const { uploaded, unknown, submitted, failed } = everyState;

describe('mayMove', () => {
  const moving: readonly ErrorCode[] = [
    ...(['key.rejected', 'key.missing', 'money.no-credit', 'provider.unavailable'] as const),
    ...(['provider.throttled', 'network.failed', 'request.unknown-model'] as const),
  ];

  it.each(moving)('another provider may take over after %s', (code) => {
    expect(mayMove(clip(), outcome(uploaded, code))).toBe(true);
  });

  it('after nothing else that can be wrong', () => {
    const staying = (Object.keys(exitCodes) as ErrorCode[]).filter((code) => !moving.includes(code));
    expect(staying.filter((code) => mayMove(clip(), outcome(uploaded, code)))).toEqual([]);
  });

  it.each([
    ['unknown', unknown],
    ['submitted', submitted],
    ['failed', failed],
  ])('never for a job that is %s: it may have been paid', (_status, state) => {
    expect(mayMove(clip(), outcome(state, 'provider.unavailable'))).toBe(false);
  });

  it('only where somebody else was named', () => {
    expect(mayMove(clip([]), outcome(uploaded, 'provider.unavailable'))).toBe(false);
  });
});
