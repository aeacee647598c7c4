import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../simulators/kit/fault.js';
import { stuckProfile } from '../../../simulators/kit/jobs.js';
import { headers, list, poll, post, start, startTiny, submit } from './tiny-service.js';

describe('a simulator', () => {
  it('records what arrives, and dates its answers by its own clock', async () => {
    const simulator = await startTiny();
    simulator.advance(5000);
    const url = `${simulator.url}/jobs?a=1&a=2`;
    const response = await fetch(url, { method: 'POST', headers, body: '{"seed":0}' });
    expect(response.headers.get('date')).toBe(new Date(start + 5000).toUTCString());
    const [request] = simulator.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/jobs',
      json: { seed: 0 },
      at: start + 5000,
      operation: 'submit',
    });
    expect(request?.queryAll.getAll('a')).toEqual(['1', '2']);
  });

  it('refuses a wrong key, a wrong path, a wrong method', async () => {
    const simulator = await startTiny();
    expect((await fetch(`${simulator.url}/jobs`)).status).toBe(401);
    expect((await fetch(`${simulator.url}/nowhere`, { headers })).status).toBe(404);
    const response = await fetch(`${simulator.url}/jobs`, { method: 'DELETE', headers });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, GET');
    expect(simulator.billableSubmits).toBe(0);
  });

  it('lets a job go on by polls', async () => {
    const simulator = await startTiny();
    const { id } = await submit(simulator);
    const phases = [await poll(simulator, id), await poll(simulator, id), await poll(simulator, id)];
    expect(phases.map(({ phase }) => phase)).toEqual(['queued', 'rendering', 'done']);
  });

  it('lets a job go on by time', async () => {
    const simulator = await startTiny();
    const { id } = await submit(simulator);
    simulator.advance(60_000);
    expect(await poll(simulator, id)).toMatchObject({ phase: 'rendering' });
    simulator.advance(240_000);
    expect(await poll(simulator, id)).toMatchObject({ phase: 'done' });
  });

  it('keeps a stuck job where it is', async () => {
    const simulator = await startTiny();
    simulator.jobs.profile = stuckProfile;
    const { id } = await submit(simulator);
    simulator.advance(1e9);
    for (let turn = 0; turn < 5; turn += 1) expect(await poll(simulator, id)).toMatchObject({ phase: 'queued' });
  });

  it('tells at the end that one of its routes broke', async () => {
    const simulator = await startTiny();
    await expect(fetch(`${simulator.url}/broken`, { headers })).rejects.toThrow();
    await expect(simulator.close()).rejects.toThrow('a route broke');
  });
});

describe('a fault', () => {
  const counted: readonly [Fault, number][] = [
    [{ kind: 'answer-lost' }, 1],
    [{ kind: 'lost-before' }, 0],
  ];
  it.each(counted)('that breaks the connection: %j', async (how, submits) => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how });
    await expect(post(simulator)).rejects.toThrow();
    expect(simulator.billableSubmits).toBe(submits);
    expect((await post(simulator)).status).toBe(200);
  });

  const answered: readonly [Fault, number, number][] = [
    [{ kind: 'http', status: 503 }, 503, 0],
    [{ kind: 'http-after-acceptance', status: 504 }, 504, 1],
    [{ kind: 'throttle', retryAfter: 4 }, 429, 0],
    [{ kind: 'redirect' }, 307, 0],
    [{ kind: 'html' }, 200, 0],
    [{ kind: 'slow', ms: 1 }, 200, 1],
    [{ kind: 'truncated' }, 200, 1],
  ];
  it.each(answered)('that answers: %j', async (how, status, submits) => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how });
    expect((await post(simulator)).status).toBe(status);
    expect(simulator.billableSubmits).toBe(submits);
  });

  it('holds an answer back until it is let go', async () => {
    const simulator = await startTiny();
    let letGo = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    simulator.fail({ on: 'submit', how: { kind: 'held', until } });
    const answer = post(simulator).then(({ status }) => status);
    await expect.poll(() => simulator.billableSubmits).toBe(1);
    expect((await post(simulator)).status).toBe(200);
    expect(await Promise.race([answer, 'held'])).toBe('held');
    expect(await Promise.race([answer, (await post(simulator)).status])).toBe(200);
    letGo();
    expect(await answer).toBe(200);
  });

  it('cuts the JSON but not the HTTP answer', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how: { kind: 'truncated' } });
    const text = await (await post(simulator)).text();
    expect(text).toMatch(/^\{"id":/);
    expect(() => JSON.parse(text)).toThrow();
  });

  it('hangs until the client has had enough', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how: { kind: 'hang' } });
    const client = new AbortController();
    const answer = fetch(`${simulator.url}/jobs`, { method: 'POST', headers, signal: client.signal });
    await expect.poll(() => simulator.billableSubmits).toBe(1);
    expect((await post(simulator)).status).toBe(200);
    client.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });

  it('strikes as often as it was told, and only where', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how: { kind: 'http', status: 500 }, times: 2 });
    expect(await list(simulator)).toEqual([]);
    expect([(await post(simulator)).status, (await post(simulator)).status]).toEqual([500, 500]);
    expect((await post(simulator)).status).toBe(200);
  });

  it('can be cleared', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how: { kind: 'http', status: 500 }, times: 9 });
    simulator.clearFaults();
    expect((await post(simulator)).status).toBe(200);
  });

  it('ends the job accepted next, or the job asked about', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how: { kind: 'task-failed' } });
    const failing = await submit(simulator);
    const other = await submit(simulator);
    expect([failing.outcome, other.outcome]).toEqual(['task-failed', null]);
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    expect(await poll(simulator, other.id)).toMatchObject({ outcome: 'result-expired' });
  });

  it('makes equal jobs of one submit whose answer is lost', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'submit', how: { kind: 'duplicate-jobs', count: 3 } });
    simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
    await expect(post(simulator)).rejects.toThrow();
    expect(await list(simulator)).toHaveLength(3);
    expect(simulator.billableSubmits).toBe(1);
  });

  it('lets the list lag by time or by requests, and cuts its pages', async () => {
    const simulator = await startTiny();
    simulator.fail({ on: 'list', how: { kind: 'list-lags', ms: 1000 } });
    const { id } = await submit(simulator);
    expect(await list(simulator)).toEqual([]);
    simulator.advance(1000);
    expect(await list(simulator)).toEqual([id]);
    simulator.clearFaults();
    simulator.fail({ on: 'list', how: { kind: 'list-lags', polls: 1 } });
    const second = await submit(simulator);
    expect(await list(simulator)).toEqual([id]);
    expect(await list(simulator)).toEqual([second.id, id]);
    simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 1 } });
    expect(await list(simulator)).toEqual([second.id]);
  });
});
