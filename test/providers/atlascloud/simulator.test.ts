import { describe, expect, it } from 'vitest';
import { modelsOf } from '../../../src/catalogue/catalogue.js';
import { findModel, simulatedModels } from '../../simulators/atlascloud-models.js';
import { isObject } from '../../simulators/atlascloud-validation.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { lora, setUp, turbo, wire } from './setup.js';

interface Raw {
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(simulator: Simulator, path: string, { body, headers }: Raw = {}) {
  const response = await fetch(simulator.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? null : JSON.stringify(body),
    headers: { authorization: 'Bearer apikey-simulated', 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

const create = (simulator: Simulator, change: object, headers = {}) =>
  ask(simulator, '/api/v1/model/generateVideo', { body: { ...wire, model: turbo, ...change }, headers });

describe('the simulated Atlas Cloud', () => {
  it('stands behind Cloudflare, which looks at the User-Agent before the key', async () => {
    const { simulator } = await setUp();
    const headers = { 'user-agent': 'wan-cli/1.0', authorization: '' };
    expect(await create(simulator, {}, headers)).toMatchObject({ status: 403, body: expect.stringContaining('1010') });
    expect((await create(simulator, {}, { 'user-agent': 'python-requests/2.32' })).status).toBe(200);
  });

  it('knows nobody without the key, but shows its models to all', async () => {
    const { simulator } = await setUp();
    for (const authorization of ['', 'apikey-simulated', 'Key apikey-simulated']) {
      const headers = { authorization };
      expect((await ask(simulator, '/api/v1/model/history', { headers })).status).toBe(401);
      expect(await ask(simulator, '/api/v1/models', { headers })).toMatchObject({ status: 200, body: { code: '200' } });
    }
  });

  it('wants a clip and a prompt to extend one', async () => {
    const { simulator } = await setUp();
    const extend = { model: 'alibaba/wan-2.5/video-extend', image: undefined, video: 'https://a.example/a.mp4' };
    const change = { ...Object.fromEntries(Object.keys(wire).map((key) => [key, undefined])), ...extend };
    expect(await create(simulator, change)).toMatchObject({
      body: { msg: expect.stringContaining('prompt is required') },
    });
    expect((await create(simulator, { ...change, prompt: 'on' })).status).toBe(200);
  });

  it.each([
    [{ prompt: undefined }, 'prompt is required'],
    [{ fps: 16 }, 'unknown parameter: fps'],
    [{ resolution: '720P' }, 'resolution must be one of'],
    [{ duration: '5' }, 'duration must be integer'],
    [{ duration: 8 }, 'duration must be one of 5'],
    [{ seed: -2 }, 'seed must be at least -1'],
    [{ seed: 2 ** 31 }, 'seed must be at most'],
    [{ image: 'fox.png' }, 'image must be a URL'],
    [{ webhook_url: 'http://hooks.example' }, 'webhook_url must be an https URL'],
    [{ model: lora, high_noise_loras: [{ url: 'a' }] }, 'high_noise_loras must hold'],
    [{ model: lora, high_noise_loras: [{ path: 'a', scale: '1' }] }, 'high_noise_loras must hold'],
    [{ model: lora, loras: [] }, 'unknown parameter: loras'],
    [{ model: 'atlascloud/wan-2.2-turbo/infinite-image-to-video' }, 'prompt must be array'],
    [{ model: 'atlascloud/wan-2.2-turbo/infinite-image-to-video', prompt: [1] }, 'prompt must hold texts'],
  ])('refuses %j: %s', async (change, message) => {
    const { simulator } = await setUp();
    const answer = await create(simulator, change);
    expect(answer).toMatchObject({ status: 422, body: { code: 422, msg: expect.stringContaining(message) } });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('refuses what is wrapped as {version, input}, and tells an unknown model inside HTTP 200', async () => {
    const { simulator } = await setUp();
    const body = { version: turbo, input: wire };
    const answer = await ask(simulator, '/api/v1/model/generateVideo', { body });
    expect(answer).toMatchObject({ status: 200, body: { code: '400', msg: expect.stringContaining('not found') } });
    expect(await ask(simulator, '/v1/predictions', { body })).toMatchObject({ body: { code: '404' } });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('takes data URIs and any seed from -1', async () => {
    const { simulator } = await setUp();
    expect((await create(simulator, { image: 'data:image/png;base64,AAAA', seed: -1 })).body.data.status).toBe(
      'created',
    );
    expect(simulator.billableSubmits).toBe(1);
  });

  it('filters its history by id, model and status, and refuses pages above 50', async () => {
    const { simulator } = await setUp();
    const { body } = await create(simulator, {});
    await create(simulator, { model: lora });
    const list = async (query: string) => (await ask(simulator, `/api/v1/model/history?${query}`)).body;
    expect((await list('no=1&size=50')).data.items).toHaveLength(2);
    expect((await list(`sessionID=${body.data.id}`)).data.items).toMatchObject([{ ID: body.data.id }]);
    expect((await list(`model=${lora}`)).data.total).toBe(1);
    expect((await list('status=completed')).data.items).toEqual([]);
    expect((await list('no=2&size=1')).data).toMatchObject({ pageNo: 2, pageSize: 1, total: 2 });
    for (const query of ['size=51', 'size=0', 'no=0']) expect((await list(query)).code).toBe('400');
    simulator.advance(300_000);
    expect((await list('status=completed')).data.items[0].result.outputs).toHaveLength(1);
  });

  it('knows every model of the catalogue, with the same parameters', () => {
    const ids = simulatedModels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const spec of modelsOf('atlascloud')) {
      const properties = findModel(spec.endpoint)?.input.properties;
      const taken = Object.values(spec.options).map((option) => option.wire);
      expect(isObject(properties) && Object.keys(properties).sort(), spec.endpoint).toEqual(
        [...taken, ...Object.keys(spec.extra ?? {})].sort(),
      );
    }
  });
});
