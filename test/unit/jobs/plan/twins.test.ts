import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job, JobStatus } from '../../../../src/jobs/job.js';
import { decideTwins, type TwinQuestion } from '../../../../src/jobs/plan/twins.js';
import { everyState } from '../every-state.js';
import { sampleJob } from '../job-sample.js';

const now = 5_000;
const unfinished = ['planned', 'uploaded', 'submitting', 'unknown', 'submitted', 'rendered'] as const;

describe('a take with an explicit seed', () => {
  const ask = (twins: Job[], more: Partial<TwinQuestion> = {}) => decide({ twins, seeds: [7], ...more })[0];

  it('is new when the ledger knows nothing', () => {
    expect(ask([])).toEqual({ kind: 'new', why: null });
  });

  it('is reused when a finished twin has its file', () => {
    expect(ask([twin('done')])).toMatchObject({ kind: 'reuse', job: { id: 'j_done' } });
  });

  it('is reused when the seed of the twin was drawn', () => {
    expect(ask([twin('done', { seedDrawn: true })])).toMatchObject({ kind: 'reuse' });
  });

  it('is new when the twin had another seed', () => {
    expect(ask([twin('done', { seed: 8 })])).toEqual({ kind: 'new', why: null });
  });

  it('knows seed 0 as a seed', () => {
    const twins = [twin('done', { seed: 0 })];
    expect(ask(twins, { seeds: [0] })).toMatchObject({ kind: 'reuse' });
    expect(ask(twins)).toMatchObject({ kind: 'new' });
  });

  it.each([
    ['still keeps the result', 9_000, 'fetch-again'],
    ['never said when it ends', null, 'fetch-again'],
    ['no longer keeps the result', 5_000, 'new'],
  ] as const)('whose file is gone while the provider %s', (_, expiresAt, kind) => {
    const state = { ...everyState.done, expiresAt };
    const decision = ask([twin('done', { state })], { fileExists: () => false });
    expect(decision?.kind).toBe(kind);
    if (decision?.kind === 'new') expect(decision.why).toContain('no longer keeps it');
  });

  it.each(unfinished)('continues a twin left %s', (status) => {
    expect(ask([twin(status)])).toMatchObject({ kind: 'continue', job: { state: { status } } });
  });

  it.each(unfinished)('waits for a twin that a living process drives and that is %s', (status) => {
    expect(ask([twin(status)], { isDriven: () => true })).toMatchObject({ kind: 'follow' });
  });

  it('tells the verdict of a failed twin again', () => {
    expect(ask([twin('failed')])).toMatchObject({ kind: 'refused', job: { id: 'j_failed' } });
  });

  it.each(['cancelled', 'expired'] as const)('is new after one that was %s, saying so', (status) => {
    expect(ask([twin(status)])).toEqual({ kind: 'new', why: expect.stringContaining(`j_${status}`) });
  });

  it('follows the newest twin', () => {
    expect(ask([twin('failed'), twin('done')])).toMatchObject({ kind: 'reuse' });
    expect(ask([twin('done'), twin('failed')])).toMatchObject({ kind: 'refused' });
  });

  it.each(['cancelled', 'expired'] as const)('is not paid again for a newer twin that was %s', (status) => {
    expect(ask([twin('done'), twin(status)])).toMatchObject({ kind: 'reuse', job: { id: 'j_done' } });
    expect(ask([twin('submitted'), twin(status)])).toMatchObject({ kind: 'continue', job: { id: 'j_submitted' } });
  });
});

describe('a count with seeds', () => {
  it('decides each seed for itself', () => {
    const twins = [twin('done', { seed: 7 }), twin('submitted', { seed: 9 })];
    const decisions = decide({ twins, count: 3, seeds: [7, 8, 9] });
    expect(decisions.map(({ kind }) => kind)).toEqual(['reuse', 'new', 'continue']);
  });
});

describe('takes told apart by their number (no seed field, or rows of a batch)', () => {
  it('are matched by number', () => {
    const twins = [twin('done', { take: 1, seed: null })];
    const decisions = decide({ twins, count: 3, seeds: [], byTake: true });
    expect(decisions.map(({ kind }) => kind)).toEqual(['new', 'reuse', 'new']);
  });

  it('are matched by seed where one is given', () => {
    const twins = [twin('done', { take: 0, seed: 3 })];
    expect(decide({ twins, seeds: [7], byTake: true })).toEqual([{ kind: 'new', why: null }]);
  });
});

describe('a take whose seed is still to be drawn', () => {
  const drawn = (status: JobStatus, more: Partial<Job> = {}) => twin(status, { seedDrawn: true, ...more });
  const ask = (twins: Job[], more: Partial<TwinQuestion> = {}) => decide({ twins, ...more })[0];

  it('is another take when the twin is finished', () => {
    expect(ask([drawn('done')])).toEqual({ kind: 'new', why: null });
  });

  it.each(unfinished)('continues a twin left %s', (status) => {
    expect(ask([drawn(status)])).toMatchObject({ kind: 'continue', job: { state: { status } } });
  });

  it('is another take beside a twin that a living process drives', () => {
    expect(ask([drawn('submitted')], { isDriven: () => true })).toEqual({ kind: 'new', why: null });
  });

  it('does not continue a clip whose seed the user chose', () => {
    expect(ask([twin('submitted')])).toEqual({ kind: 'new', why: null });
  });

  it('tells the verdict of a failed twin again', () => {
    expect(ask([drawn('failed')])).toMatchObject({ kind: 'refused' });
  });

  it('is not refused for the verdict on a seed that the user chose', () => {
    expect(ask([twin('failed')])).toEqual({ kind: 'new', why: null });
  });

  it.each(['cancelled', 'expired'] as const)('is new after one that was %s', (status) => {
    expect(ask([drawn(status)])).toMatchObject({ kind: 'new' });
  });

  it('continues each unfinished twin once, oldest first', () => {
    const twins = [drawn('submitted', { id: 'j_a' }), drawn('rendered', { id: 'j_b' })];
    const decisions = decide({ twins, count: 3 });
    expect(decisions).toMatchObject([
      { kind: 'continue', job: { id: 'j_a' } },
      { kind: 'continue', job: { id: 'j_b' } },
      { kind: 'new' },
    ]);
  });
});

describe('any question', () => {
  it('gets one decision a take, and never two takes of one unfinished clip with drawn seeds', () => {
    const anyTwin = fc.record({
      status: fc.constantFrom(...(Object.keys(everyState) as JobStatus[])),
      seed: fc.integer({ min: 0, max: 3 }),
      seedDrawn: fc.boolean(),
      take: fc.integer({ min: 0, max: 3 }),
      driven: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyTwin, { maxLength: 6 }), fc.integer({ min: 1, max: 5 }), (rows, count) => {
        const twins = rows.map(({ status, ...row }, index) => twin(status, { ...row, id: `j_${index}` }));
        const isDriven = (job: Job) => rows[twins.indexOf(job)]?.driven ?? false;
        const decisions = decide({ twins, count, isDriven });
        expect(decisions).toHaveLength(count);
        const continued = decisions.flatMap((each) => (each.kind === 'continue' ? [each.job.id] : []));
        expect(new Set(continued).size).toBe(continued.length);
        expect(decisions.some(({ kind }) => kind === 'follow' || kind === 'reuse')).toBe(false);
      }),
    );
  });
});

function decide({ count = 1, ...question }: Partial<TwinQuestion> & { readonly count?: number }) {
  return decideTwins({
    twins: [],
    takes: Array.from({ length: count }, (_, take) => take),
    seeds: [],
    byTake: false,
    now,
    isDriven: () => false,
    fileExists: () => true,
    isSentSince: () => false,
    ...question,
  });
}

function twin(status: JobStatus, more: Partial<Job> = {}): Job {
  return sampleJob({ id: `j_${status}`, state: everyState[status], ...more });
}
