import { describe, expect, it } from 'vitest';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { wavespeedModels } from '../../simulators/wavespeed-catalogue.js';
import { silentWave } from '../../support/silent-wave.js';
import { dayMs, key, setUp, spicy, wire } from './setup.js';

interface Raw {
  readonly method?: string;
  readonly json?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Booking {
  readonly billing_type: string;
  readonly price: number;
  readonly prediction: { readonly uuid: string };
}

async function ask(simulator: Simulator, path: string, { method, json, headers }: Raw = {}) {
  const response = await fetch(`${simulator.url}/api/v3${path}`, {
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    body: json === undefined ? null : JSON.stringify(json),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, body: JSON.parse((await response.text()) || 'null') };
}

describe('the simulated WaveSpeed', () => {
  it('knows one way to show a key', async () => {
    const { simulator } = await setUp();
    for (const headers of [
      { authorization: '' },
      { authorization: key },
      { authorization: 'Bearer other' },
      { authorization: '', 'x-api-key': key },
    ]) {
      expect(await ask(simulator, '/balance', { headers })).toMatchObject({ status: 401, body: { code: 401 } });
    }
    expect((await ask(simulator, '/balance')).body).toEqual({
      code: 200,
      message: 'success',
      data: { balance: 12.34 },
    });
  });

  it('answers a submit as the document shows', async () => {
    const { simulator } = await setUp();
    const { status, body } = await ask(simulator, `/${spicy}`, { json: wire });
    const { id } = simulator.jobs.last();
    expect(status).toBe(200);
    expect(body).toEqual({
      code: 200,
      message: 'success',
      data: {
        id,
        model: spicy,
        outputs: [],
        urls: { get: `${simulator.url}/api/v3/predictions/${id}/result` },
        has_nsfw_contents: [],
        status: 'created',
        created_at: '2026-11-21T10:00:00.123Z',
        code: 0,
        error: '',
        executionTime: 0,
        timings: { inference: 0 },
      },
    });
  });

  it.each([
    [{ prompt: undefined }, 'prompt is required'],
    [{ resolution: '720P' }, 'resolution must be one of 480p, or 720p, got string 720P'],
    [{ duration: '5' }, 'duration must be integer, got string 5'],
    [{ image: 7 }, 'image must be string, got number 7'],
  ])('refuses the body %j', async (change, sentence) => {
    const { simulator } = await setUp();
    const answer = await ask(simulator, `/${spicy}`, { json: { ...wire, ...change } });
    expect(answer).toMatchObject({ status: 400, body: { code: 400 } });
    expect(answer.body.message).toContain(sentence);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('drops a webhook in the body, and has no path without /result', async () => {
    const { simulator } = await setUp();
    await ask(simulator, `/${spicy}`, { json: { ...wire, webhook_url: 'https://hooks.example', callback_url: 'x' } });
    expect(simulator.jobs.last().input).toEqual(wire);
    expect((await ask(simulator, `/predictions/${simulator.jobs.last().id}`)).status).toBe(404);
  });

  it('lists by model, status and time, without inputs unless asked, and forgets after 7 days', async () => {
    const { simulator } = await setUp();
    await ask(simulator, `/${spicy}`, { json: wire });
    const count = async (query: object) =>
      (await ask(simulator, '/predictions', { json: query })).body.data.items.length;
    expect(await count({ model: spicy, status: 'created' })).toBe(1);
    expect(await count({ status: 'completed' })).toBe(0);
    expect(await count({ model: 'alibaba/wan-3.0/image-to-video' })).toBe(0);
    expect(await count({ created_after: '2026-11-21T10:00:01Z' })).toBe(0);
    expect(await count({ created_before: '2026-11-21T10:00:00Z' })).toBe(0);
    expect(await count({ page: 2 })).toBe(0);
    const [item] = (await ask(simulator, '/predictions', { json: {} })).body.data.items;
    expect(item).not.toHaveProperty('inputs');
    expect((await ask(simulator, '/predictions', { json: { page_size: 101 } })).status).toBe(400);
    simulator.advance(7 * dayMs);
    expect(await count({})).toBe(0);
  });

  it('removes a task from the history on demand', async () => {
    const { simulator } = await setUp();
    const { body } = await ask(simulator, `/${spicy}`, { json: wire });
    expect((await ask(simulator, '/predictions/delete', { json: { ids: [body.data.id] } })).status).toBe(200);
    expect((await ask(simulator, `/predictions/${body.data.id}/result`)).status).toBe(404);
    expect((await ask(simulator, '/predictions/delete', { json: {} })).status).toBe(400);
  });

  it('takes a signed upload only as it was signed, and only whole', async () => {
    const { simulator } = await setUp();
    const json = { filename: 'a.png', size: 6, content_type: 'image/png' };
    const { body } = await ask(simulator, '/media/uploads', { json });
    const { url, headers } = body.data.upload;
    const put = async (change: Record<string, string>, bytes = 'pixels') =>
      (await fetch(url, { method: 'PUT', headers: { ...headers, ...change }, body: bytes })).status;
    expect(await put({ authorization: `Bearer ${key}` })).toBe(400);
    expect(await put({ 'Content-Type': 'image/jpeg' })).toBe(403);
    expect(await put({}, 'pix')).toBe(400);
    expect(await put({})).toBe(200);
    expect((await ask(simulator, '/media/uploads', { json: {} })).status).toBe(400);
  });

  it('takes the price of speech by the length of its sound, 3 s at least, and quotes the base price alone', async () => {
    const { simulator } = await setUp();
    const model = 'wavespeed-ai/wan-2.2/speech-to-video';
    const balance = async () => (await ask(simulator, '/balance')).body.data.balance;
    for (const [seconds, left] of [
      [1, 12.16],
      [100, 6.16],
      [10.5, 5.5],
    ] as const) {
      const bytes = silentWave(seconds);
      const json = { filename: 'voice.wav', size: bytes.length, content_type: 'audio/wav' };
      const { upload, download_url: audio } = (await ask(simulator, '/media/uploads', { json })).body.data;
      await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: new Uint8Array(bytes) });
      const inputs = { image: wire.image, audio, resolution: '720p' };
      const quote = await ask(simulator, '/model/price', { json: { model_id: model, inputs } });
      expect(quote.body.data).toMatchObject({ price: 0.3 });
      expect((await ask(simulator, `/${model}`, { json: inputs })).status).toBe(200);
      expect(await balance()).toBe(left);
    }
  });

  it('books a charge for every task and a refund for one that failed, newest first and by pages', async () => {
    const { simulator } = await setUp();
    await ask(simulator, `/${spicy}`, { json: wire });
    const paid = simulator.jobs.last().id;
    await ask(simulator, `/${spicy}`, { json: { ...wire, resolution: '720p' } });
    simulator.jobs.last().outcome = { kind: 'task-failed' };
    const failed = simulator.jobs.last().id;
    simulator.advance(300_000);
    const search = async (query: object) => (await ask(simulator, '/billings/search', { json: query })).body.data;
    const booked = async (query: object) =>
      (await search(query)).items.map(({ billing_type: type, price, prediction }: Booking) => [
        type,
        price,
        prediction.uuid,
      ]);
    expect(await booked({})).toEqual([
      ['refund', 0.3, failed],
      ['deduct', 0.3, failed],
      ['deduct', 0.15, paid],
    ]);
    expect(await booked({ billing_type: 'refund' })).toEqual([['refund', 0.3, failed]]);
    expect(await booked({ prediction_uuids: [paid], anything: 1 })).toEqual([['deduct', 0.15, paid]]);
    expect(await search({ page_size: 2 })).toMatchObject({ page: 1, has_more: true });
    expect(await search({ page_size: 2, page: 2 })).toMatchObject({
      page: 2,
      has_more: false,
      items: [{ price: 0.15 }],
    });
    expect(await booked({ start_time: '2026-11-21T10:00:01Z' })).toEqual([]);
    expect(await booked({ end_time: '2026-11-21T10:00:00Z' })).toEqual([]);
    expect((await ask(simulator, '/billings/search', { json: { page_size: 101 } })).status).toBe(400);
    const roleless = (await setUp({ billingRole: false })).simulator;
    expect((await ask(roleless, '/billings/search', { json: {} })).body).toMatchObject({
      error_code: 'permission_denied',
    });
  });

  it('has no two models of one id', () => {
    const ids = wavespeedModels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
