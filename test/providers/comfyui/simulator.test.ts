import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/json.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { intentOf, setUp } from './setup.js';

async function ask(simulator: Simulator, path: string, body?: JsonValue, headers = {}) {
  const response = await fetch(simulator.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? null : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
}

const { body } = intentOf();
const prompt = JSON.parse(JSON.stringify(body.prompt));
const changed = (node: string, inputs: object): JsonValue => ({
  ...prompt,
  [node]: { ...prompt[node], inputs: { ...prompt[node].inputs, ...inputs } },
});

describe('the simulated ComfyUI', () => {
  it('keeps pages of other sites out, and takes everything else without a key, with /api or without', async () => {
    const { simulator } = await setUp();
    expect((await ask(simulator, '/queue', undefined, { origin: 'https://site.example' })).status).toBe(403);
    expect((await ask(simulator, '/queue', undefined, { origin: simulator.url })).status).toBe(200);
    expect((await ask(simulator, '/api/queue')).body).toEqual({ queue_running: [], queue_pending: [] });
    expect((await ask(simulator, '/models/vae')).body).toContain('wan_2.1_vae.safetensors');
    expect((await ask(simulator, '/object_info/Nobody')).body).toEqual({});
    expect((await ask(simulator, '/system_stats')).body.system.comfyui_version).toBe('0.36.0');
    expect((await ask(simulator, '/nothing')).status).toBe(404);
  });

  it.each<[string, JsonValue, string]>([
    ['nothing', {}, 'no_prompt'],
    ['an id that is no canonical UUID', { prompt, prompt_id: 'ABC' }, 'invalid_prompt_id'],
    ['a workflow of the editor', { prompt: { nodes: [], links: [] } }, 'missing_node_type'],
    ['no output', { prompt: { clip: prompt.clip } }, 'prompt_no_outputs'],
    ['a value out of range', { prompt: changed('i2v', { width: 8 }) }, 'prompt_outputs_failed_validation'],
    ['a link of another type', { prompt: changed('dec', { vae: ['clip', 0] }) }, 'prompt_outputs_failed_validation'],
    ['a missing input', { prompt: changed('k1', { steps: undefined }) }, 'prompt_outputs_failed_validation'],
  ])('refuses %s', async (_, json, type) => {
    const { simulator } = await setUp();
    expect(await ask(simulator, '/prompt', json)).toMatchObject({ status: 400, body: { error: { type } } });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('runs what is valid of a prompt with several outputs, and names the faults of the rest in its 200', async () => {
    const { simulator } = await setUp();
    const other = { class_type: 'PreviewImage', inputs: { images: ['big', 0] } };
    const big = { class_type: 'ImageScaleBy', inputs: { image: ['dec', 0], upscale_method: 'lanczos', scale_by: 9 } };
    const { status, body: answer } = await ask(simulator, '/prompt', { prompt: { ...prompt, other, big } });
    expect([status, answer]).toMatchObject([
      200,
      { node_errors: { big: { class_type: 'ImageScaleBy', dependent_outputs: ['other'] } } },
    ]);
    expect((await ask(simulator, '/queue')).body.queue_pending[0][4]).toEqual(['save']);
    simulator.advance(600_000);
    const entry = (await ask(simulator, `/history/${answer.prompt_id}`)).body[answer.prompt_id];
    expect(Object.keys(entry.outputs)).toEqual(['save']);
  });

  it('takes the same prompt id twice, and serves an identical graph from the cache under the old name', async () => {
    const { simulator } = await setUp();
    const id = body.prompt_id;
    expect((await ask(simulator, '/prompt', { prompt, prompt_id: id ?? null })).body.prompt_id).toBe(id);
    expect((await ask(simulator, '/prompt', { prompt, prompt_id: id ?? null })).status).toBe(200);
    expect((await ask(simulator, '/queue')).body.queue_pending).toHaveLength(2);
    await ask(simulator, '/prompt', { prompt });
    simulator.advance(600_000);
    const names = Object.values((await ask(simulator, '/history')).body).map((entry) =>
      JSON.stringify((entry as { outputs: JsonValue }).outputs),
    );
    expect(new Set(names).size).toBe(1);
  });

  it('takes a waiting prompt out of the queue without a trace', async () => {
    const { simulator } = await setUp();
    const id = (await ask(simulator, '/prompt', { prompt })).body.prompt_id;
    await ask(simulator, '/queue', { delete: [id] });
    expect((await ask(simulator, '/queue')).body.queue_pending).toEqual([]);
    expect((await ask(simulator, `/history/${id}`)).body).toEqual({});
    expect((await ask(simulator, `/api/jobs/${id}`)).status).toBe(404);
  });

  it('stops whatever runs when it is interrupted without an id', async () => {
    const { simulator } = await setUp();
    const id = (await ask(simulator, '/prompt', { prompt })).body.prompt_id;
    simulator.advance(60_000);
    await ask(simulator, '/interrupt', {});
    const { status } = (await ask(simulator, `/history/${id}`)).body[id];
    expect([status.status_str, status.messages.at(-1)[0]]).toEqual(['error', 'execution_interrupted']);
  });

  it.each([
    ['', 400],
    ['?filename=../a.mp4', 400],
    ['?filename=a.mp4&subfolder=../..', 403],
    ['?filename=a.mp4&subfolder=video', 404],
  ])('answers /view%s with %i', async (query, status) => {
    const { simulator } = await setUp();
    expect((await ask(simulator, `/view${query}`)).status).toBe(status);
  });
});
