import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/providers/provider.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { failureOf, startFalUnderTest, turbo } from './fal-under-test.js';

const start = 1_763_700_000_000;
const week = 7 * 86_400_000;

describe('checking a fal job', () => {
  it('goes from the queue through the render to the video', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest({ now: () => start });
    const operation = await submit();
    expect(await fal.check(operation, call)).toEqual({ status: 'queued', position: 0 });
    expect(await fal.check(operation, call)).toEqual({ status: 'rendering' });
    expect(await fal.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [simulator.media.clipUrl(operation.remoteId)],
      expiresAt: start + week,
      seed: 0,
      cost: { amount: 0.1, currency: 'USD' },
      isReckoned: true,
    });
  });

  it('asks for the result only once the status says COMPLETED', async () => {
    const { simulator, submit, checkToEnd } = await startFalUnderTest();
    const operation = await submit();
    await checkToEnd(operation);
    expect(simulator.requests.map((request) => request.operation)).toEqual([
      'submit',
      'status',
      'status',
      'status',
      'result',
      'quote',
    ]);
    expect(simulator.requests.at(-2)?.path).toBe(`/fal-ai/wan/requests/${operation.remoteId}`);
  });

  it('counts the expiry from the submit, and names none that is over', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest({ now: () => start });
    const operation = await submit();
    simulator.advance(week - 1000);
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded', expiresAt: start + week });
    simulator.advance(1000);
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded', expiresAt: null });
  });

  it('goes on after a word that it does not know', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest();
    const operation = await submit();
    simulator.fail({ on: 'status', how: { kind: 'unknown-status-word', word: 'THAWING' } });
    expect(await fal.check(operation, call)).toEqual({
      status: 'rendering',
      note: 'fal reports an unknown status: THAWING',
    });
  });

  const inProgress = { detail: 'Request is still in progress' };
  it.each([400, 422])('goes on while the result is still in progress (%i)', async (status) => {
    const { simulator, submit, checkToEnd, fal, call } = await startFalUnderTest();
    const operation = await submit();
    simulator.fail({ on: 'result', how: { kind: 'http', status, body: inProgress } });
    expect(await checkToEnd(operation)).toMatchObject({ status: 'rendering' });
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded' });
  });

  const failures: readonly [string, Fault, Partial<Progress>][] = [
    [
      'a moderated result',
      { kind: 'moderated-at-result' },
      { moderated: true, retryable: false, reason: expect.stringContaining('flagged by a content checker') },
    ],
    [
      'an image that is too small',
      { kind: 'task-failed', type: 'image_too_small', message: 'at least 300 px' },
      { moderated: false, retryable: false, reason: 'at least 300 px (image_too_small)' },
    ],
    ['no media', { kind: 'task-failed', type: 'no_media_generated' }, { retryable: false }],
    ['an error of the model', { kind: 'task-failed', type: 'internal_server_error' }, { retryable: true }],
    ['a generation that took too long', { kind: 'task-failed', type: 'generation_timeout' }, { retryable: true }],
    ['a service behind it', { kind: 'task-failed', type: 'downstream_service_error' }, { retryable: true }],
    ['a lost runner', { kind: 'task-failed', type: 'runner_disconnected' }, { retryable: true }],
    ['a bad request', { kind: 'task-failed', type: 'bad_request' }, { retryable: false }],
    ['a client that left', { kind: 'task-failed', type: 'client_disconnected' }, { retryable: false }],
    ['a start deadline', { kind: 'task-failed', type: 'start_deadline' }, { retryable: true }],
    [
      'an older endpoint that says it in words',
      { kind: 'task-failed', type: 'plain', message: 'CUDA out of memory' },
      { retryable: false, reason: 'CUDA out of memory' },
    ],
  ];
  it.each(failures)('fails with %s', async (_, how, expected) => {
    const { simulator, submit, checkToEnd } = await startFalUnderTest();
    simulator.fail({ on: 'submit', how });
    expect(await checkToEnd(await submit())).toMatchObject({ status: 'failed', moderated: false, ...expected });
  });

  it('fails with the validation that only the runner made', async () => {
    const { submit, checkToEnd } = await startFalUnderTest({ validates: 'run' });
    const wire = { image_url: 'https://images.example/a.png', prompt: 'a', duration: 5 };
    const operation = await submit({ endpoint: 'wan/v2.6/image-to-video', wire });
    expect(await checkToEnd(operation)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('string_type'),
    });
  });

  it('fails with an image that fal could not fetch', async () => {
    const { submit, checkToEnd } = await startFalUnderTest();
    const wire = { image_url: 'https://gone.invalid/a.png', prompt: 'a' };
    const reason = expect.stringContaining('file_download_error');
    expect(await checkToEnd(await submit({ wire }))).toMatchObject({ status: 'failed', reason });
  });

  it('is cancelled when the result says so', async () => {
    const { fal, call, submit } = await startFalUnderTest();
    const operation = await submit();
    await fal.cancel(operation, call);
    expect(await fal.check(operation, call)).toEqual({ status: 'cancelled' });
  });

  it('is cancelled when the status says so and the result is answered with an error of no kind', async () => {
    const { fal, simulator, call, submit } = await startFalUnderTest();
    const operation = await submit();
    await fal.cancel(operation, call);
    simulator.fail({ on: 'result', how: { kind: 'http', status: 500, body: {} } });
    expect(await fal.check(operation, call)).toEqual({ status: 'cancelled' });
  });

  it('takes the result from the history when the queue has lost it', async () => {
    const { simulator, submit, checkToEnd } = await startFalUnderTest();
    const operation = await submit();
    simulator.fail({ on: 'result', how: { kind: 'http', status: 404, body: { detail: 'Request not found' } } });
    const urls = [simulator.media.clipUrl(operation.remoteId)];
    expect(await checkToEnd(operation)).toMatchObject({ status: 'succeeded', urls });
  });

  const gateway: readonly [string, Fault][] = [
    ['a 502 page', { kind: 'html', status: 502 }],
    ['an untyped 503', { kind: 'http', status: 503, body: { detail: 'Service Unavailable' } }],
  ];
  it.each(gateway)('believes the history rather than %s on the way to the result', async (_, how) => {
    const { simulator, submit, checkToEnd } = await startFalUnderTest();
    simulator.fail({ on: 'result', how });
    expect(await checkToEnd(await submit())).toMatchObject({ status: 'succeeded' });
  });

  it('reports a gateway error as such when the history is silent too', async () => {
    const { simulator, submit, checkToEnd } = await startFalUnderTest();
    simulator.fail({ on: 'result', how: { kind: 'html', status: 502 } });
    simulator.fail({ on: 'list', how: { kind: 'list-lags', polls: 5 } });
    const error = await failureOf(checkToEnd(await submit()));
    expect(error).toMatchObject({ code: 'provider.unavailable', retryable: true });
  });

  const dropped: readonly [string, 'status' | 'result', Fault, string][] = [
    ['a lost status', 'status', { kind: 'answer-lost' }, 'network.failed'],
    ['half a status', 'status', { kind: 'truncated' }, 'provider.unavailable'],
    ['a 500 for the status', 'status', { kind: 'http', status: 500 }, 'provider.unavailable'],
    ['an HTML page for the status', 'status', { kind: 'html' }, 'provider.unavailable'],
    ['a rate limit', 'status', { kind: 'throttle', retryAfter: 3 }, 'provider.unavailable'],
    ['a lost result', 'result', { kind: 'answer-lost' }, 'network.failed'],
    ['half a result', 'result', { kind: 'truncated' }, 'provider.unavailable'],
    ['a rate limit at the result', 'result', { kind: 'throttle' }, 'provider.unavailable'],
  ];
  it.each(dropped)('says nothing about the job after %s', async (_, on, how, code) => {
    const { simulator, submit, fal, call } = await startFalUnderTest();
    const operation = await submit();
    simulator.jobs.last().polls = 2;
    simulator.fail({ on, how });
    expect(await failureOf(fal.check(operation, call))).toMatchObject({ code, retryable: true });
    expect(await fal.check(operation, call)).toMatchObject({ status: 'succeeded' });
  });

  it('says that the key is wrong, not that the job failed', async () => {
    const { simulator, submit, checkToEnd } = await startFalUnderTest();
    simulator.fail({ on: 'result', how: { kind: 'http', status: 401, body: { detail: 'Invalid key' } } });
    expect(await failureOf(checkToEnd(await submit()))).toMatchObject({ code: 'key.rejected' });
  });

  it('finds an adopted id without its endpoint among the apps of Wan', async () => {
    const { fal, call, submit, checkToEnd } = await startFalUnderTest();
    const { remoteId } = await submit({ endpoint: 'wan/v2.6/image-to-video' });
    expect(await fal.check(fal.adopt(remoteId, undefined), call)).toMatchObject({ status: 'queued' });
    expect(await checkToEnd(fal.adopt(remoteId, undefined))).toMatchObject({ status: 'succeeded' });
  });

  it('keeps asking about a job that never moves', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest();
    simulator.jobs.profile = stuckProfile;
    const operation = await submit();
    simulator.advance(86_400_000);
    expect(await fal.check(operation, call)).toMatchObject({ status: 'queued' });
  });
});

describe('cancelling a fal job', () => {
  it('is a request; the verdict comes with a later check', async () => {
    const { fal, call, simulator, submit, checkToEnd } = await startFalUnderTest({ honoursCancel: false });
    const operation = await submit();
    expect(await fal.cancel(operation, call)).toEqual({ status: 'requested' });
    expect(simulator.requests.at(-1)).toMatchObject({ method: 'PUT', bytes: Buffer.alloc(0) });
    expect(await checkToEnd(operation)).toMatchObject({ status: 'succeeded' });
  });

  it('comes too late for a finished job', async () => {
    const { fal, call, submit, checkToEnd } = await startFalUnderTest();
    const operation = await submit();
    await checkToEnd(operation);
    expect(await fal.cancel(operation, call)).toEqual({ status: 'too-late' });
  });

  it('says that fal does not know the request', async () => {
    const { fal, call } = await startFalUnderTest();
    expect(await failureOf(fal.cancel(fal.adopt('11111111-2222', turbo), call))).toMatchObject({
      code: 'job.not-found',
    });
  });

  it('reports an outage as such', async () => {
    const { fal, call, simulator, submit } = await startFalUnderTest();
    const operation = await submit();
    simulator.fail({ on: 'cancel', how: { kind: 'http', status: 503 } });
    expect(await failureOf(fal.cancel(operation, call))).toMatchObject({
      code: 'provider.unavailable',
      retryable: true,
    });
  });
});
