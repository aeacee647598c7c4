import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulators/kit/fault.js';
import { failureOf, startFalUnderTest, turbo } from './fal-under-test.js';

const start = 1_763_700_000_000;
const minute = 60_000;
const day = 86_400_000;
const nobodys = '11111111-2222';

/** A job that fal has finished, and whose history does not show it yet. */
async function finishedButNotListed() {
  const bench = await startFalUnderTest({ now: () => start });
  const operation = await bench.submit();
  bench.simulator.advance(5 * minute);
  bench.simulator.fail({ on: 'list', how: { kind: 'list-lags', polls: 1 } });
  return { ...bench, operation };
}

describe('a request that fal does not know', () => {
  const ages: readonly [string, number, boolean][] = [
    ['at once', 0, true],
    ['after 3 minutes', 3 * minute, true],
    ['after an hour', 60 * minute, true],
    ['after a day, when nothing can lag any more', day, false],
    ['just before its payloads are removed', 30 * day - 1, false],
  ];
  it.each(ages)('is not given up %s', async (_, age, retryable) => {
    const { fal, call, simulator } = await startFalUnderTest({ now: () => start });
    simulator.advance(age);
    const operation = { ...fal.adopt(nobodys, turbo), submittedAt: start };
    expect(await failureOf(fal.check(operation, call))).toMatchObject({
      code: 'job.not-found',
      retryable,
      remoteId: nobodys,
      hint: expect.stringMatching(retryable ? /dashboard/ : /dashboard.*wan resume.*--force/),
    });
  });

  it('has expired once payloads of its age are removed', async () => {
    const { fal, call, simulator } = await startFalUnderTest({ now: () => start });
    simulator.advance(30 * day);
    const operation = { ...fal.adopt(nobodys, turbo), submittedAt: start };
    const reason = 'fal knows no such request any more: it keeps results for 30 days';
    expect(await fal.check(operation, call)).toEqual({ status: 'expired', reason });
  });

  it('is not given up at all when nobody knows its age, and whoever adopts it is told of its key', async () => {
    const { fal, call } = await startFalUnderTest();
    const error = await failureOf(fal.check(fal.adopt(nobodys, turbo), call));
    const hint = 'use the key that submitted it; https://fal.ai/dashboard/requests shows what fal has';
    expect(error).toMatchObject({ code: 'job.not-found', retryable: false, hint });
  });

  it('is found in the history all the same', async () => {
    const { fal, call, simulator, operation } = await finishedButNotListed();
    const notFound: Fault = { kind: 'http', status: 404, body: { status: 'NOT_FOUND' } };
    simulator.fail({ on: 'status', how: notFound, times: 2 });
    expect(await failureOf(fal.check(operation, call))).toMatchObject({ code: 'job.not-found', retryable: true });
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded' });
  });
});

describe('a result that fal does not have', () => {
  const notFound: Fault = { kind: 'http', status: 404, body: { detail: 'Request not found' } };

  it('is asked for again while it is young', async () => {
    const { fal, call, simulator, operation } = await finishedButNotListed();
    simulator.fail({ on: 'result', how: notFound });
    expect(await failureOf(fal.check(operation, call))).toMatchObject({ code: 'job.not-found', retryable: true });
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded' });
  });

  it('is asked for again when the history shows the request without its output', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest({ now: () => start });
    const operation = await submit();
    simulator.jobs.last().outcome = { kind: 'result-expired' };
    simulator.advance(5 * minute);
    expect(await failureOf(fal.check(operation, call))).toMatchObject({ code: 'job.not-found', retryable: true });
    simulator.advance(day);
    expect(await failureOf(fal.check(operation, call))).toMatchObject({ code: 'job.not-found', retryable: false });
  });

  it('has expired once payloads of its age are removed', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest({ now: () => start });
    const operation = await submit();
    simulator.advance(30 * day - 1);
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded' });
    simulator.advance(1);
    const reason = 'fal no longer keeps the result: it keeps results for 30 days';
    expect(await fal.check(operation, call)).toEqual({ status: 'expired', reason });
  });

  it('has the age that the history tells when it was adopted', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest({ now: () => start });
    const { remoteId } = await submit();
    simulator.jobs.last().outcome = { kind: 'result-expired' };
    simulator.advance(5 * minute);
    const adopted = fal.adopt(remoteId, turbo);
    expect(await failureOf(fal.check(adopted, call))).toMatchObject({ code: 'job.not-found', retryable: true });
    simulator.advance(30 * day - 5 * minute);
    expect(await fal.check(adopted, call)).toMatchObject({ status: 'expired' });
  });
});

describe('a 404 that is not fal speaking of the request', () => {
  const strays: readonly [string, 'status' | 'result', Fault][] = [
    ['a page instead of the status', 'status', { kind: 'html', status: 404 }],
    ['JSON of a gateway instead of the status', 'status', { kind: 'http', status: 404, body: { error: 'no route' } }],
    ['a path that is not there', 'status', { kind: 'http', status: 404, body: { detail: 'Path /x not found' } }],
    ['a page instead of the result', 'result', { kind: 'html', status: 404 }],
  ];
  it.each(strays)('passes, whatever the age: %s', async (_, on, how) => {
    for (const age of [3 * minute, 31 * day]) {
      const { fal, call, simulator, submit } = await startFalUnderTest({ now: () => start });
      const operation = await submit();
      simulator.jobs.last().polls = 2;
      simulator.advance(age);
      simulator.fail({ on, how });
      simulator.fail({ on: 'list', how: { kind: 'list-lags', polls: 1 } });
      const error = await failureOf(fal.check(operation, call));
      expect(error).toMatchObject({ code: 'provider.unavailable', retryable: true });
    }
  });

  it.each(strays)('is made up for by the history: %s', async (_, on, how) => {
    const { fal, call, simulator, submit } = await startFalUnderTest();
    const operation = await submit();
    simulator.advance(5 * minute);
    simulator.fail({ on, how });
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded' });
  });

  it('hides no other app where an adopted id may be', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest();
    const { remoteId } = await submit({ endpoint: 'wan/v2.6/image-to-video' });
    const body = { detail: 'Application "fal-ai/wan" not found' };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 404, body } });
    expect(await fal.check(fal.adopt(remoteId, undefined), call)).toMatchObject({ status: 'queued' });
  });
});
