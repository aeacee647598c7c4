import { describe, expect, it } from 'vitest';
import type { JobEvent } from '../../../../src/jobs/job.js';
import type { Applied } from '../../../../src/jobs/ledger/event-columns.js';
import {
  applyEvent,
  getJob,
  knownRemoteIds,
  listJobs,
  noteStarted,
  timeline,
  twinsOf,
} from '../../../../src/jobs/ledger/jobs-table.js';
import { acquireLease } from '../../../../src/jobs/ledger/leases.js';
import { insertRun } from '../../../../src/jobs/ledger/runs-table.js';
import type { Ledger } from '../../../../src/jobs/ledger.js';
import { everyEvent, intent, media, operation } from '../every-state.js';
import { host, jobRecord, run } from '../scripted-engine.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

const uploaded = { type: 'uploaded', media } satisfies JobEvent;
const intended = { type: 'intent', intent, at: 1_000 } satisfies JobEvent;
const accepted = { type: 'accepted', operation, at: 2_000 } satisfies JobEvent;
const succeeded = { type: 'succeeded', urls: ['u'], expiresAt: 9_000, at: 3_000 } satisfies JobEvent;
const delivered = { type: 'delivered', outputs: ['/clips/a.mp4'], bytes: 10 } satisfies JobEvent;

describe('a new job', () => {
  it('reads back as it was written', async () => {
    const ledger = await testLedger();
    const record = jobRecord({ webhook: 'https://hooks.scripted.test', row: 3, rowIdentity: 'row-3', take: 2 });
    const { state, actual, updatedAt, leaseEpoch, finishedAt, submittedAt, startedAt, renderedAt, ...read } = addJob(
      ledger,
      record,
    );
    expect(read).toEqual(record);
    expect({ state, actual, updatedAt, leaseEpoch }).toEqual({
      state: { status: 'planned' },
      actual: null,
      updatedAt: 0,
      leaseEpoch: 1,
    });
    expect([finishedAt, submittedAt, startedAt, renderedAt]).toEqual([null, null, null, null]);
  });

  it('keeps absent, false, 0 and empty text apart', async () => {
    const ledger = await testLedger();
    const request = { prompt: '', seed: 0, safetyChecker: false };
    const job = addJob(ledger, { request, seed: 0, estimate: null });
    expect(job).toMatchObject({ request, seed: 0, estimate: null });
    expect(Object.keys(job.request)).toEqual(['prompt', 'seed', 'safetyChecker']);
  });

  it('needs a run', async () => {
    const ledger = await testLedger();
    expect(() => addJob(ledger, { run: 'r_none' })).toThrow(/FOREIGN KEY/);
  });

  it('that is not there is said so', async () => {
    const ledger = await testLedger();
    expect(() => getJob(ledger, 'j_none')).toThrow(expect.objectContaining({ code: 'job.not-found' }));
  });
});

describe('an event', () => {
  it('sets each time once, by what made it true', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    const job = advance(ledger, 'j_1', { at: 5_000, events: [uploaded, intended, accepted, succeeded, delivered] });
    expect(job).toMatchObject({ submittedAt: 2_000, renderedAt: 3_000, updatedAt: 5_004, finishedAt: 5_004 });
    acquireLease(ledger, 'j_1', 'o_self', { at: 6_000, host });
    const again = advance(ledger, 'j_1', { at: 6_000, events: [{ type: 'fetch-again' }, { ...succeeded, at: 8_000 }] });
    expect(again).toMatchObject({ submittedAt: 2_000, renderedAt: 3_000, updatedAt: 6_001, finishedAt: null });
  });

  it('stands in the timeline, oldest first', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    advance(ledger, 'j_1', { at: 5_000, events: [uploaded, intended] });
    expect(timeline(ledger, 'j_1')).toEqual([
      { at: 5_000, event: uploaded },
      { at: 5_001, event: intended },
    ]);
  });

  it('that does not fit writes nothing', async () => {
    const ledger = await testLedger();
    const before = addJob(ledger);
    expect(() => advance(ledger, 'j_1', { events: [delivered] })).toThrow('cannot take the event delivered');
    expect(getJob(ledger, 'j_1')).toEqual(before);
    expect(timeline(ledger, 'j_1')).toEqual([]);
  });

  it('that its guard refuses writes nothing', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    const before = advance(ledger, 'j_1', { events: [uploaded] });
    const refuse = () => {
      throw new Error('too dear');
    };
    expect(() => apply(ledger, intended, { guard: refuse })).toThrow('too dear');
    expect(getJob(ledger, 'j_1')).toEqual(before);
  });

  it('is refused without the lease, and with the lease of an earlier epoch', async () => {
    const ledger = await testLedger();
    const job = addJob(ledger);
    expect(() => apply(ledger, uploaded, { owner: 'o_other' })).toThrow('taken over');
    ledger.run('UPDATE jobs SET lease_epoch = lease_epoch + 1');
    expect(() => apply(ledger, uploaded, { job })).toThrow('taken over');
    expect(getJob(ledger, 'j_1').state.status).toBe('planned');
  });

  it('with fractions of milliseconds in the expiry is still written down', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    const fractional: JobEvent = { ...succeeded, expiresAt: 9_000.75 };
    const job = advance(ledger, 'j_1', { events: [uploaded, intended, accepted, fractional] });
    expect(job.state.status).toBe('rendered');
    expect(ledger.get('SELECT expires_at FROM jobs')?.expires_at).toBe(9_000);
  });

  it.each([1.5, Number.NaN, 2 ** 60])('with %d for a seed is still written down', async (seed) => {
    const ledger = await testLedger();
    addJob(ledger, { seed: null });
    advance(ledger, 'j_1', { events: [uploaded, intended, accepted] });
    expect(apply(ledger, succeeded, { seed })).toMatchObject({ state: { status: 'rendered' }, seed: null });
  });

  it('records the seed that the service used, but never over our own', async () => {
    const ledger = await testLedger();
    addJob(ledger, { seed: null });
    addJob(ledger, { id: 'j_2', seed: 7 });
    for (const id of ['j_1', 'j_2']) {
      const remoteId = `remote-${id}`;
      advance(ledger, id, { events: [uploaded, intended, { ...accepted, operation: { remoteId } }] });
    }
    expect(apply(ledger, succeeded, { seed: 0 }).seed).toBe(0);
    expect(apply(ledger, succeeded, { job: getJob(ledger, 'j_2'), seed: 42 }).seed).toBe(7);
  });

  it('records the actual cost in its own currency beside the estimate', async () => {
    const ledger = await testLedger();
    addJob(ledger, { estimate: { amount: 0.1, currency: 'USD' } });
    advance(ledger, 'j_1', { events: [uploaded, intended, accepted] });
    expect(apply(ledger, succeeded, { actual: { amount: 0.7, currency: 'CNY' } })).toMatchObject({
      estimate: { amount: 0.1, currency: 'USD' },
      actual: { amount: 0.7, currency: 'CNY' },
    });
  });

  it('does not let two jobs hold one remote id', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    addJob(ledger, { id: 'j_2' });
    advance(ledger, 'j_1', { events: [uploaded, intended, accepted] });
    expect(() => advance(ledger, 'j_2', { events: [uploaded, intended, accepted] })).toThrow(/UNIQUE/);
    expect(getJob(ledger, 'j_2').state.status).toBe('submitting');
    expect(knownRemoteIds(ledger, 'fal', 'https://api.scripted.test')).toEqual(new Set(['remote-1']));
    expect(knownRemoteIds(ledger, 'fal', 'https://elsewhere.scripted.test')).toEqual(new Set());
  });

  it('keeps the digest of a data URI, never its bytes', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    const url = `data:image/png;base64,${Buffer.alloc(1_000_000).toString('base64')}`;
    advance(ledger, 'j_1', { events: [{ type: 'uploaded', media: { image: { url, expiresAt: null } } }] });
    expect(String(ledger.get('SELECT state FROM jobs')?.state).length).toBeLessThan(300);
    expect(JSON.stringify(timeline(ledger, 'j_1')).length).toBeLessThan(300);
  });
});

describe('what a job counts against caps', () => {
  const committed = (ledger: Ledger) => ledger.get("SELECT committed_usd FROM jobs WHERE id = 'j_1'")?.committed_usd;
  const submitting = [uploaded, intended];

  it.each([
    ['nothing before the intent', [uploaded], null],
    ['its estimate from the intent on', submitting, 0.1],
    ['its estimate while unknown', [...submitting, everyEvent['outcome-unknown']], 0.1],
    ['nothing once certainly not accepted', [...submitting, everyEvent['not-accepted']], null],
    ['nothing once certainly absent', [...submitting, everyEvent['outcome-unknown'], everyEvent.absent], null],
    ['nothing after a refusal at the submit', [...submitting, everyEvent.failed], null],
    ['its estimate after a failed render', [...submitting, accepted, everyEvent.failed], 0.1],
    ['its estimate after a cancel', [...submitting, accepted, everyEvent.cancelled], 0.1],
    ['nothing when withdrawn before the submit', [uploaded, everyEvent.cancelled], null],
    ['its estimate after expiry', [...submitting, accepted, everyEvent.expired], 0.1],
    ['its estimate when adopted', [...submitting, everyEvent['outcome-unknown'], everyEvent.adopted], 0.1],
    ['its estimate when done', [...submitting, accepted, succeeded, delivered], 0.1],
  ] as const)('%s', async (_, events, expected) => {
    const ledger = await testLedger();
    addJob(ledger);
    advance(ledger, 'j_1', { events: [...events] });
    expect(committed(ledger)).toBe(expected);
  });

  it('is nothing after a failed render where failures are free', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    advance(ledger, 'j_1', { events: [uploaded, intended, accepted] });
    apply(ledger, everyEvent.failed, { failuresFree: true });
    expect(committed(ledger)).toBeNull();
  });

  it('is its actual cost, in USD, as soon as it is known', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    advance(ledger, 'j_1', { events: [uploaded, intended, accepted] });
    apply(ledger, succeeded, { actual: { amount: 10, currency: 'credits' } });
    expect(committed(ledger)).toBeCloseTo(0.05);
    apply(ledger, delivered);
    expect(committed(ledger)).toBeCloseTo(0.05);
  });

  it('is 0 for an unknown price, because an unknown price is refused where a cap is set', async () => {
    const ledger = await testLedger();
    addJob(ledger, { estimate: null });
    advance(ledger, 'j_1', { events: submitting });
    expect(committed(ledger)).toBe(0);
  });
});

describe('a list of jobs', () => {
  async function filled(): Promise<Ledger> {
    const ledger = await testLedger();
    insertRun(ledger, { ...run, id: 'r_2' });
    addJob(ledger, { id: 'j_1', createdAt: 100, index: 0 });
    addJob(ledger, { id: 'j_2', createdAt: 100, index: 1, identity: 'other' });
    addJob(ledger, { id: 'j_3', createdAt: 300, run: 'r_2', provider: 'replicate' });
    addJob(ledger, { id: 'j_4', createdAt: 200, run: 'r_2' });
    for (const [id, expiresAt] of [
      ['j_3', 9_000],
      ['j_4', 8_000],
    ] as const) {
      const operation = { remoteId: id };
      advance(ledger, id, { events: [uploaded, intended, { ...accepted, operation }, { ...succeeded, expiresAt }] });
    }
    return ledger;
  }

  it.each([
    [{}, ['j_3', 'j_4', 'j_2', 'j_1']],
    [{ order: 'position' }, ['j_1', 'j_2', 'j_4', 'j_3']],
    [{ order: 'expiring' }, ['j_4', 'j_3', 'j_1', 'j_2']],
    [{ limit: 2 }, ['j_3', 'j_4']],
    [{ limit: 0 }, []],
    [{ statuses: ['planned'] }, ['j_2', 'j_1']],
    [{ statuses: ['planned', 'rendered'], limit: 3 }, ['j_3', 'j_4', 'j_2']],
    [{ statuses: [] }, []],
    [{ provider: 'replicate' }, ['j_3']],
    [{ run: 'r_1' }, ['j_2', 'j_1']],
    [{ since: 200 }, ['j_3', 'j_4']],
    [{ run: 'r_2', provider: 'fal', since: 100, statuses: ['rendered'] }, ['j_4']],
  ] as const)('for %o is %j', async (filter, ids) => {
    expect(listJobs(await filled(), filter).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    ['same', ['j_1', 'j_3', 'j_4']],
    ['other', ['j_2']],
    ['unknown', []],
  ])('of the identity "%s" is %j', async (identity, ids) => {
    expect(twinsOf(await filled(), identity).map(({ id }) => id)).toEqual(ids);
  });
});

describe('the first sign of rendering', () => {
  it('is kept, later ones are not', async () => {
    const ledger = await testLedger();
    addJob(ledger);
    noteStarted(ledger, 'j_1', 500);
    noteStarted(ledger, 'j_1', 900);
    expect(getJob(ledger, 'j_1').startedAt).toBe(500);
  });

  it('is kept when it came after the job was read', async () => {
    const ledger = await testLedger();
    const job = advance(ledger, addJob(ledger).id, { events: [uploaded, intended, accepted] });
    noteStarted(ledger, 'j_1', 2_500);
    applyEvent(ledger, { job, event: succeeded, owner: 'o_self', at: 7_000 });
    expect(getJob(ledger, 'j_1').startedAt).toBe(2_500);
  });
});

describe('an event for a job that went on meanwhile', () => {
  it('is refused, and nothing of it is written', async () => {
    const ledger = await testLedger();
    const job = addJob(ledger);
    apply(ledger, uploaded);
    const late = { job, event: { type: 'cancelled' }, owner: 'o_self', at: 1 } as const;
    expect(() => applyEvent(ledger, late)).toThrow('taken over');
    expect(getJob(ledger, 'j_1').state.status).toBe('uploaded');
    expect(timeline(ledger, 'j_1')).toHaveLength(1);
  });
});

function apply(ledger: Ledger, event: JobEvent, more: Partial<Applied> = {}) {
  const job = applyEvent(ledger, { job: getJob(ledger, 'j_1'), event, owner: 'o_self', at: 7_000, ...more });
  expect(job, 'as it is when it is read again').toEqual(getJob(ledger, job.id));
  return job;
}
