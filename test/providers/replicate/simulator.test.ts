import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { simulatedModels } from '../../simulators/replicate-catalogue.js';
import { community, fast, hash, setUp, token, wire } from './setup.js';

interface Raw {
  readonly method?: string;
  readonly body?: string | FormData;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(simulator: Simulator, path: string, { method = 'GET', body, headers }: Raw = {}) {
  const json = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
  const response = await fetch(simulator.url + path, {
    method,
    body: body ?? null,
    headers: { authorization: `Bearer ${token}`, ...json, ...headers },
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), body: text && JSON.parse(text) };
}

function create(simulator: Simulator, body: object, headers = {}, path = `/v1/models/${fast}/predictions`) {
  return ask(simulator, path, { method: 'POST', body: JSON.stringify(body), headers });
}

describe('the simulated Replicate', () => {
  it('knows nobody without a token, and still knows the legacy scheme', async () => {
    const { simulator } = await setUp();
    for (const authorization of ['', 'Bearer ', 'Bearer sk_x', token]) {
      expect(await ask(simulator, '/v1/account', { headers: { authorization } })).toMatchObject({
        status: 401,
        type: 'application/problem+json',
        body: { title: 'Unauthenticated', status: 401 },
      });
    }
    const headers = { authorization: `Token ${token}` };
    expect((await ask(simulator, '/v1/account', { headers })).status).toBe(200);
  });

  it.each([
    [{ input: wire, model: fast }, 'model'],
    [{ input: wire, version: hash }, 'version'],
    [{ ...wire }, 'image'],
    [{}, 'input'],
    [{ input: [] }, 'input'],
    [{ input: wire, webhook: 'http://hooks.example' }, 'webhook'],
    [{ input: wire, webhook_events_filter: ['done'] }, 'webhook_events_filter'],
  ])('refuses the body %j', async (body, field) => {
    const { simulator } = await setUp();
    const answer = await create(simulator, body);
    expect(answer.status).toBe(422);
    expect(answer.body.invalid_fields[0].field).toBe(field);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('takes on 2.7 no last frame without a first, and no clip beside one', async () => {
    const { simulator } = await setUp();
    const file = 'https://a.example/a';
    const status = async (input: object) =>
      (await create(simulator, { input }, {}, '/v1/models/wan-video/wan-2.7-i2v/predictions')).status;
    expect(await status({ last_frame: file })).toBe(422);
    expect(await status({ first_clip: file, last_frame: file })).toBe(422);
    expect(await status({ first_clip: file, first_frame: file })).toBe(422);
    expect(simulator.billableSubmits).toBe(0);
    expect(await status({ first_clip: file })).toBe(201);
    expect(await status({ first_frame: file, last_frame: file })).toBe(201);
  });

  it.each([
    [{ prompt: undefined }, 'required'],
    [{ fps: 16 }, 'additional_property_not_allowed'],
    [{ resolution: '720P' }, 'enum'],
    [{ seed: '7' }, 'invalid_type'],
    [{ num_frames: 81.5 }, 'invalid_type'],
    [{ num_frames: 80 }, 'number_gte'],
    [{ num_frames: 122 }, 'number_lte'],
    [{ image: 'fox.png' }, 'format'],
    [{ image: 'data:image/png;base64,$$' }, 'format'],
  ])('refuses the input %j as %s', async (change, type) => {
    const { simulator } = await setUp();
    const answer = await create(simulator, { input: { ...wire, ...change } });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ title: 'Input validation failed', invalid_fields: [{ type }] });
    expect(answer.body.detail).toMatch(/^- input: .*\n$/);
  });

  it('takes data URIs, public URLs, and null for a seed', async () => {
    const { simulator } = await setUp();
    for (const change of [
      { image: 'data:image/png;base64,AAAA' },
      { image: 'http://x.example/a.png' },
      { seed: null },
    ]) {
      expect((await create(simulator, { input: { ...wire, ...change } })).status).toBe(201);
    }
  });

  it('runs official models by name on either route, others by version only', async () => {
    const { simulator } = await setUp();
    const byVersion = (version: string, input: object) => create(simulator, { version, input }, {}, '/v1/predictions');
    expect(await byVersion(fast, wire)).toMatchObject({ status: 201, body: { model: fast, version: 'hidden' } });
    expect(await byVersion(community, { prompt: 'a' })).toMatchObject({ status: 201, body: { version: hash } });
    expect((await byVersion('prunaai/vace-14b', { prompt: 'a' })).status).toBe(422);
    expect((await byVersion(`${fast}:${hash}`, wire)).status).toBe(422);
    expect((await create(simulator, { input: wire }, {}, '/v1/predictions')).status).toBe(422);
    const path = '/v1/models/prunaai/vace-14b/predictions';
    expect((await create(simulator, { input: { prompt: 'a' } }, {}, path)).status).toBe(404);
  });

  it('answers 202 to a request that wishes to wait, and refuses a wish that it does not know', async () => {
    const { simulator } = await setUp();
    expect((await create(simulator, { input: wire }, { prefer: 'wait=60' })).status).toBe(202);
    expect((await create(simulator, { input: wire }, { prefer: 'wait=0' })).status).toBe(400);
  });

  it('aborts in the queue, cancels while it runs, when Cancel-After is over', async () => {
    const { simulator } = await setUp();
    const early = await create(simulator, { input: wire }, { 'cancel-after': '30' });
    const late = await create(simulator, { input: wire }, { 'cancel-after': '1m30s' });
    expect((await create(simulator, { input: wire }, { 'cancel-after': '4s' })).status).toBe(400);
    simulator.advance(100_000);
    const look = async (id: string) => (await ask(simulator, `/v1/predictions/${id}`)).body;
    expect(await look(early.body.id)).toMatchObject({ status: 'aborted', started_at: null, output: null });
    expect(await look(late.body.id)).toMatchObject({ status: 'canceled', metrics: { predict_time: 30 } });
  });

  it('keeps an ended prediction for an hour, then all but what was in it', async () => {
    const { simulator } = await setUp();
    const { body } = await create(simulator, { input: wire, webhook: 'https://hooks.example/end' });
    simulator.advance(300_000);
    const look = async () => (await ask(simulator, `/v1/predictions/${body.id}`)).body;
    expect(await look()).toMatchObject({
      status: 'succeeded',
      data_removed: false,
      input: wire,
      logs: expect.stringMatching(/^Using seed: 0\n {2}0%\|.+\n100%\|█+\| 20\/20 \[.+\n$/s),
      webhook: 'https://hooks.example/end',
    });
    simulator.advance(3_600_001);
    expect(await look()).toMatchObject({ status: 'succeeded', data_removed: true, input: {}, output: null, logs: '' });
  });

  it('reads a form the way the Files API does', async () => {
    const { simulator } = await setUp();
    const send = async (fill: (form: FormData) => void) => {
      const body = new FormData();
      fill(body);
      return (await ask(simulator, '/v1/files', { method: 'POST', body })).status;
    };
    const pixels = new Blob(['pixels'], { type: 'image/png' });
    expect(await send((form) => form.append('content', pixels, 'a.png'))).toBe(201);
    expect(await send((form) => form.append('file', pixels, 'a.png'))).toBe(422);
    expect(await send((form) => form.append('content', 'pixels'))).toBe(422);
    expect(await send((form) => form.append('content', pixels, 'a'.repeat(256)))).toBe(422);
    const badMetadata = (form: FormData) => {
      form.append('content', pixels, 'a.png');
      form.append('metadata', 'not JSON');
    };
    expect(await send(badMetadata)).toBe(422);
    expect((await ask(simulator, '/v1/files', { method: 'POST', body: '{}' })).status).toBe(400);
  });

  it('lists by time, and refuses a cursor that it never gave', async () => {
    const { simulator } = await setUp();
    await create(simulator, { input: wire });
    simulator.advance(60_000);
    const list = async (query: string) => await ask(simulator, `/v1/predictions?${query}`);
    expect((await list('created_after=2026-11-21T10:00:00Z')).body.results).toHaveLength(1);
    expect((await list('created_after=2026-11-21T10:00:30Z')).body.results).toHaveLength(0);
    expect((await list('created_before=2026-11-21T10:00:00Z')).body.results).toHaveLength(0);
    expect((await list('source=web')).body.results).toHaveLength(0);
    expect((await list('cursor=xyz')).status).toBe(400);
    expect((await list('created_after=yesterday')).status).toBe(400);
  });

  it('has no two models of one name or version', () => {
    const names = simulatedModels.map(({ owner, name }) => `${owner}/${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(simulatedModels.map(({ version }) => version)).size).toBe(names.length);
  });
});
