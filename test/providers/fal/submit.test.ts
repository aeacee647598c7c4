import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../simulators/kit/exchange.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { officialFalClient } from '../../simulators/official-fal-client.js';
import { failureOf, intentFor, startFalUnderTest, turbo } from './fal-under-test.js';

describe('a submit to fal', () => {
  it('is the same request as the official client makes', async () => {
    const { fal, simulator, call } = await startFalUnderTest();
    const intent = intentFor(fal);
    const webhook = 'https://hooks.example/fal?job=1';

    await fal.submit(intentFor(fal, { webhook }), call);
    await officialFalClient(simulator).queue.submit(turbo, { input: { ...intent.body }, webhookUrl: webhook });

    const [ours, theirs] = simulator.requests.map(essence);
    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ path: `/${turbo}`, query: { fal_webhook: webhook }, json: intent.body });
  });

  it('sends the body as it was prepared, seed 0 and all, and forbids another endpoint', async () => {
    const { simulator, submit } = await startFalUnderTest();
    await submit();
    const [request] = simulator.requests;
    expect(request?.json).toEqual({
      image_url: 'https://images.example/hero.png',
      prompt: 'the door opens',
      resolution: '720p',
      seed: 0,
    });
    expect(request?.headers['x-app-fal-disable-fallback']).toBe('true');
    expect(request?.headers).not.toHaveProperty('x-fal-store-io');
  });

  it.each([
    'fal-ai/wan/v2.2-a14b/image-to-video',
    'fal-ai/wan/v2.2-a14b/image-to-video/lora',
    'wan/v2.6/image-to-video/flash',
  ])('posts to the whole id %s', async (endpoint) => {
    const { simulator, submit } = await startFalUnderTest();
    await submit({ endpoint });
    expect(simulator.requests[0]?.path).toBe(`/${endpoint}`);
    expect(simulator.jobs.last().endpoint).toBe(endpoint);
  });

  it('keeps the id, the endpoint, the time and the three URLs', async () => {
    const { submit, simulator } = await startFalUnderTest({ now: () => 1_763_700_000_000 });
    const operation = await submit();
    const { id } = simulator.jobs.last();
    const base = `https://queue.fal.run/fal-ai/wan/requests/${id}`;
    expect(operation).toEqual({
      remoteId: id,
      endpoint: turbo,
      submittedAt: 1_763_700_000_000,
      statusUrl: `${base}/status`,
      responseUrl: base,
      cancelUrl: `${base}/cancel`,
    });
  });

  it('builds the URLs when the answer names none', async () => {
    const { submit } = await startFalUnderTest({ givesUrls: false });
    const operation = await submit({ endpoint: 'wan/v2.6/image-to-video' });
    expect(operation.responseUrl).toBe(`https://queue.fal.run/wan/v2.6/requests/${operation.remoteId}`);
  });

  const refusals: readonly [string, Fault, string, string][] = [
    ['no credit', { kind: 'no-credit' }, 'money.no-credit', 'Exhausted balance'],
    ['a moderated prompt', { kind: 'moderated-at-submit' }, 'provider.moderated', 'flagged by a content checker'],
    ['a rate limit', { kind: 'throttle', retryAfter: 7 }, 'provider.throttled', '429'],
    ['a refusal', { kind: 'http', status: 409, body: { detail: 'no' } }, 'provider.refused', 'no (409)'],
    ['an unlisted 4xx', { kind: 'http', status: 451, body: { detail: 'not here' } }, 'provider.refused', 'not here'],
    ['a forbidden key', { kind: 'http', status: 403, body: { detail: 'Forbidden' } }, 'key.rejected', 'Forbidden'],
  ];
  it.each(refusals)('is certainly not accepted after %s', async (_, how, code, text) => {
    const { simulator, submit } = await startFalUnderTest();
    simulator.fail({ on: 'submit', how });
    const error = await failureOf(submit());
    expect(error).toMatchObject({ code, delivery: 'not-accepted' });
    expect(error.message).toContain(text);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('passes on how long a 429 asks to wait', async () => {
    const { simulator, submit } = await startFalUnderTest();
    simulator.fail({ on: 'submit', how: { kind: 'throttle', retryAfter: 7 } });
    expect(await failureOf(submit())).toMatchObject({ retryable: true, retryAfterMs: 7000 });
  });

  it('names the field that the service refuses', async () => {
    const { submit, simulator } = await startFalUnderTest();
    const wire = { image_url: 'https://images.example/hero.png', prompt: 'a', duration: 5 };
    const error = await failureOf(submit({ endpoint: 'wan/v2.6/image-to-video', wire }));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted' });
    expect(error.message).toContain('duration: Input should be a valid string');
    expect(simulator.billableSubmits).toBe(0);
  });

  it('says that the application does not exist', async () => {
    const { submit } = await startFalUnderTest();
    const error = await failureOf(submit({ endpoint: 'fal-ai/wann/image-to-video' }));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted' });
    expect(error.message).toContain('Application "fal-ai/wann" not found');
  });

  it('says that the key is wrong', async () => {
    const { submit } = await startFalUnderTest({ key: 'other:key' });
    const error = await failureOf(submit());
    expect(error).toMatchObject({ code: 'key.rejected', delivery: 'not-accepted' });
    expect(error.message).not.toContain('other:key');
  });

  const accepted: readonly [string, Fault][] = [
    ['a lost answer', { kind: 'answer-lost' }],
    ['a 500 after the job was queued', { kind: 'http-after-acceptance', status: 500 }],
    ['a 504 after the job was queued', { kind: 'http-after-acceptance', status: 504 }],
    ['a 408 after the job was queued', { kind: 'http-after-acceptance', status: 408 }],
    ['half of the answer', { kind: 'truncated' }],
  ];
  it.each(accepted)('has an unknown outcome after %s, and is sent once', async (_, how) => {
    const { simulator, submit } = await startFalUnderTest();
    simulator.fail({ on: 'submit', how });
    expect(await failureOf(submit())).toMatchObject({ delivery: 'unknown' });
    expect(simulator.billableSubmits).toBe(1);
    expect(simulator.requests).toHaveLength(1);
  });

  const unclear: readonly [string, Fault][] = [
    ['a connection that broke', { kind: 'lost-before' }],
    ['a redirect', { kind: 'redirect' }],
    ['an HTML page', { kind: 'html' }],
    ['a 503', { kind: 'http', status: 503 }],
    ['a 2xx without an id', { kind: 'http', status: 200, body: { status: 'IN_QUEUE' } }],
  ];
  it.each(unclear)('has an unknown outcome after %s, too', async (_, how) => {
    const { simulator, submit } = await startFalUnderTest();
    simulator.fail({ on: 'submit', how });
    expect(await failureOf(submit())).toMatchObject({ delivery: 'unknown' });
    expect(simulator.requests).toHaveLength(1);
  });
});

function essence({ method, path, query, headers, json }: RecordedRequest) {
  return {
    method,
    path,
    query,
    json,
    authorization: headers.authorization,
    contentType: headers['content-type']?.split(';')[0],
    priority: headers['x-fal-queue-priority'],
  };
}
