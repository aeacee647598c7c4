import { describe, expect, it } from 'vitest';
import { ai302Key } from '../../simulators/ai302.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { image, passedOn, passedOnWire, setUp, wire } from './setup.js';

async function ask(simulator: Simulator, path: string, json?: object, key = ai302Key) {
  const response = await fetch(simulator.url + path, {
    method: json === undefined ? 'GET' : 'POST',
    body: json === undefined ? null : JSON.stringify(json),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  const body = JSON.parse((await response.text()) || 'null');
  return { status: response.status, number: response.headers.get('request-id'), body };
}

describe('the simulated 302.AI', () => {
  it('shows its model list to anybody, and the rest to a key only', async () => {
    const { simulator } = await setUp();
    expect((await ask(simulator, '/302/v2/model/video', undefined, '')).body.total).toBe(3);
    expect(await ask(simulator, '/dashboard/balance', undefined, 'sk-other')).toMatchObject({
      status: 401,
      body: { error: { err_code: -10001, type: 'api_error', message_ja: expect.any(String) } },
    });
  });

  it('numbers every answer, and tells by the number what a call cost', async () => {
    const { simulator } = await setUp();
    const first = await ask(simulator, '/302/v2/video/create', { ...wire, model: 'wan2.7' });
    expect(first.number).toBe('req-1');
    expect((await ask(simulator, '/dashboard/record/req-1')).body).toMatchObject({ data: { cost: 0.5 } });
    expect((await ask(simulator, '/dashboard/record/other')).status).toBe(404);
  });

  it('takes a model name in any spelling, an image as text or list, and keys that it does not know', async () => {
    const { simulator } = await setUp();
    for (const change of [
      { model: 'WAN2.7-i2v' },
      { image },
      { image: 'data:image/png;base64,AAAA' },
      { style: 'x' },
    ]) {
      const answer = await ask(simulator, '/302/v2/video/create', { ...wire, model: 'wan2.7', ...change });
      expect(answer).toMatchObject({
        status: 200,
        body: { task_id: expect.stringMatching(/^\d+$/), status: 'pending' },
      });
    }
    expect(simulator.billableSubmits).toBe(4);
  });

  it.each([{ model: 'wan9' }, { prompt: 7 }, { image: 'fox.png' }, { duration: '5' }])(
    'refuses %j in its own envelope',
    async (change) => {
      const { simulator } = await setUp();
      const answer = await ask(simulator, '/302/v2/video/create', { ...wire, model: 'wan2.7', ...change });
      expect(answer).toMatchObject({ status: 400, body: { error: { err_code: expect.any(Number) } } });
      expect(simulator.billableSubmits).toBe(0);
    },
  );

  it('shows a finished task with what it was asked', async () => {
    const { simulator } = await setUp();
    const made = await ask(simulator, '/302/v2/video/create?webhook=https%3A%2F%2Fhooks.example', {
      ...wire,
      model: 'wan2.7',
    });
    simulator.advance(300_000);
    expect((await ask(simulator, `/302/v2/video/fetch/${made.body.task_id}`)).body).toMatchObject({
      status: 'completed',
      mode: 'i2v',
      video_url: expect.stringContaining('/files/'),
      req: { prompt: wire.prompt },
      webhook: 'https://hooks.example',
    });
  });

  it("passes on WaveSpeed's submit and result with its own address, and none of its other paths", async () => {
    const { simulator } = await setUp();
    const { body } = await ask(simulator, `/ws/api/v3/${passedOn}`, passedOnWire);
    expect(body.data.urls.get).toBe(`${simulator.url}/ws/api/v3/predictions/${body.data.id}/result`);
    for (const path of ['predictions', 'media/uploads', 'model/price', 'billings/search']) {
      expect((await ask(simulator, `/ws/api/v3/${path}`, {})).status).toBe(404);
    }
    expect((await ask(simulator, `/302/v2/video/fetch/${body.data.id}`)).status).toBe(404);
  });
});
