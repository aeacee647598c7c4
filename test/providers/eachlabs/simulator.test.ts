import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { type Bench, intentOf, setUp, submitted, turbo, wire } from './setup.js';

const api = 'https://api.eachlabs.ai';

function ask({ call }: Bench, path: string, query: Readonly<Record<string, string>> = {}) {
  return call.http.send({ method: 'GET', url: `${api}${path}`, query });
}

describe('the simulated Eachlabs', () => {
  it('shows its models to anybody, by part of their name', async () => {
    const bench = await setUp({ key: 'other' });
    const { json } = await ask(bench, '/v1/models', { name: 'wan-v2-2', limit: '1' });
    expect(json).toMatchObject([{ slug: turbo, output_type: 'video', request_schema: { type: 'object' } }]);
  });

  it('asks for a key everywhere else', async () => {
    const bench = await setUp({ key: 'other' });
    for (const path of ['/v1/executions', '/v1/prediction/x']) expect((await ask(bench, path)).status).toBe(401);
  });

  it('has no synchronous run, and takes the path with a slash', async () => {
    const { call, simulator } = await setUp();
    const post = (path: string) => call.http.send({ method: 'POST', url: api + path, json: intentOf().body });
    expect((await post('/v1/prediction/run')).status).toBe(400);
    expect((await post('/v1/prediction/')).status).toBe(200);
    expect(simulator.billableSubmits).toBe(1);
  });

  it('bills a repeated submit again', async () => {
    const { provider, call, simulator } = await setUp();
    await provider.submit(intentOf(), call);
    await provider.submit(intentOf(), call);
    expect(simulator.billableSubmits).toBe(2);
  });

  it('lists by time, status and model, without inputs', async () => {
    const bench = await submitted();
    const { simulator } = bench;
    simulator.jobs.last().profile = stuckProfile;
    simulator.advance(1000);
    simulator.jobs.seed({ endpoint: 'wan-2-2-i2v', input: wire, profile: { ...stuckProfile, queuedMs: 0 } });
    const ids = async (query: Readonly<Record<string, string>>) => (await ask(bench, '/v1/executions', query)).json;
    expect(await ids({})).toMatchObject({ total_count: 2, limit: 20, offset: 0 });
    expect(await ids({ model: turbo })).toMatchObject({ executions: [{ model: turbo, status: 'created' }] });
    expect(await ids({ status: 'processing' })).toMatchObject({ executions: [{ model: 'wan-2-2-i2v' }] });
    expect(await ids({ from: new Date(simulator.now()).toISOString() })).toMatchObject({ total_count: 1 });
    expect(JSON.stringify(await ids({}))).not.toContain(wire.prompt);
    expect((await ask(bench, '/v1/executions', { limit: '101' })).status).toBe(400);
  });

  it('forgets a stored file when told to', async () => {
    const { call } = await setUp();
    const json = { content_type: 'image/png', file_type: 'image' };
    const presigned = await call.http.send({ method: 'POST', url: `${api}/v1/upload/presign`, json });
    expect(presigned.json).toMatchObject({ id: expect.stringMatching(/^file_/), required_headers: expect.anything() });
    const url = `${api}/v1/files/nosuch`;
    expect((await call.http.send({ method: 'DELETE', url })).status).toBe(404);
  });

  it.each([
    [{ file_type: 'image' }, 'content_type is required'],
    [{ content_type: 'image/png', file_type: 'picture' }, 'file_type'],
    [{ content_type: 'image/png', expires_in_seconds: 1 }, 'expires_in_seconds'],
  ])('refuses to sign %j', async (json, reason) => {
    const { call } = await setUp();
    const answer = await call.http.send({ method: 'POST', url: `${api}/v1/upload/presign`, json });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(reason);
  });
});
