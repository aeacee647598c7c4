import { ApiError } from '@fal-ai/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { modelsOf } from '../../../src/catalogue/catalogue.js';
import { wireParameters } from '../../../src/catalogue/parameters.js';
import type { JsonObject } from '../../../src/json.js';
import { type FalOptions, falKey, startFal } from '../../simulators/fal.js';
import { falModels } from '../../simulators/fal-models.js';
import { validate } from '../../simulators/fal-validation.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { officialFalClient } from '../../simulators/official-fal-client.js';

const turbo: string = 'fal-ai/wan/v2.2-a14b/image-to-video/turbo';
const input = { image_url: 'https://images.example/hero.png', prompt: 'the door opens', seed: 0 };

async function start(options: FalOptions = {}): Promise<Simulator> {
  const simulator = await startFal(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

async function failureOf(promise: Promise<unknown>): Promise<ApiError<{ detail: unknown }>> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw error;
}

const ask = async (simulator: Simulator, path: string, init: RequestInit = {}) =>
  await fetch(simulator.url + path, { ...init, headers: { authorization: `Key ${falKey}`, ...init.headers } });

describe('the simulator of fal, driven by the official client', () => {
  it('takes a subscription from submit to video', async () => {
    const simulator = await start();
    const seen: string[] = [];
    const { data, requestId } = await officialFalClient(simulator).subscribe(turbo, {
      input,
      pollInterval: 1,
      logs: true,
      onQueueUpdate: ({ status }) => seen.push(status),
    });
    expect(seen).toEqual(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']);
    expect(data).toMatchObject({ video: { content_type: 'video/mp4' }, seed: 0, prompt: 'the door opens' });
    expect(requestId).toBe(simulator.jobs.last().id);
    expect(simulator.billableSubmits).toBe(1);
  });

  it('takes a subscription over the event stream', async () => {
    const simulator = await start();
    const client = officialFalClient(simulator);
    const { data } = await client.subscribe(turbo, { input, mode: 'streaming', logs: true });
    expect(data).toMatchObject({ seed: 0 });
  });

  it('takes submit, status, cancel and result one by one', async () => {
    const simulator = await start();
    const { queue } = officialFalClient(simulator);
    const { request_id: requestId, status_url: url } = await queue.submit(turbo, { input });
    expect(url).toBe(`${simulator.url}/fal-ai/wan/requests/${requestId}/status`);
    expect(await queue.status(turbo, { requestId })).toMatchObject({ status: 'IN_QUEUE', queue_position: 0 });
    expect(await failureOf(queue.result(turbo, { requestId }))).toMatchObject({
      status: 400,
      body: { detail: 'Request is still in progress' },
    });
    await queue.cancel(turbo, { requestId });
    expect(await queue.status(turbo, { requestId })).toMatchObject({ status: 'COMPLETED' });
    expect(await failureOf(queue.result(turbo, { requestId }))).toMatchObject({ status: 499 });
    expect(await failureOf(queue.cancel(turbo, { requestId }))).toMatchObject({ status: 400 });
  });

  it('takes an upload and reads it as an input', async () => {
    const simulator = await start();
    const client = officialFalClient(simulator);
    const url = await client.storage.upload(new Blob(['pixels'], { type: 'image/png' }));
    expect(await (await fetch(url)).text()).toBe('pixels');
    const result = await client.subscribe(turbo, { input: { ...input, image_url: url }, pollInterval: 1 });
    expect(result.data).toMatchObject({ seed: 0 });
  });

  it('refuses a wrong key with 401 and a wrong input with 422', async () => {
    const simulator = await start();
    const wrongKey = officialFalClient(simulator, 'nobody:nothing').queue.submit(turbo, { input });
    expect(await failureOf(wrongKey)).toMatchObject({ status: 401 });
    const wrongInput = officialFalClient(simulator).queue.submit(turbo, { input: { prompt: 'a' } });
    expect((await failureOf(wrongInput)).body.detail).toMatchObject([{ loc: ['body', 'image_url'], type: 'missing' }]);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('hides a failure behind COMPLETED', async () => {
    const simulator = await start();
    simulator.fail({ on: 'submit', how: { kind: 'moderated-at-result' } });
    const { queue } = officialFalClient(simulator);
    const { request_id: requestId } = await queue.submit(turbo, { input });
    simulator.jobs.last().polls = 2;
    expect(await queue.status(turbo, { requestId })).toMatchObject({ status: 'COMPLETED' });
    const failure = await failureOf(queue.result(turbo, { requestId }));
    expect(failure.status).toBe(422);
    expect(failure.body.detail).toMatchObject([{ type: 'content_policy_violation' }]);
  });

  it('makes the official client pay more than once for answers that were lost', async () => {
    const simulator = await start();
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 503 } });
    await officialFalClient(simulator).queue.submit(turbo, { input });
    expect(simulator.billableSubmits).toBe(2);
  });
});

describe('the simulator of fal', () => {
  it('knows no status under the whole endpoint id', async () => {
    const simulator = await start();
    await officialFalClient(simulator).queue.submit(turbo, { input });
    const { id } = simulator.jobs.last();
    expect((await ask(simulator, `/${turbo}/requests/${id}/status`)).status).toBe(405);
    expect((await ask(simulator, `/fal-ai/other/requests/${id}/status`)).status).toBe(404);
    expect((await ask(simulator, `/fal-ai/wan/requests/${id}/status`)).status).toBe(202);
  });

  it('answers 404 for an application that does not exist', async () => {
    const simulator = await start();
    const failure = await failureOf(officialFalClient(simulator).queue.submit('fal-ai/wann/x', { input }));
    expect(failure).toMatchObject({ status: 404, body: { detail: 'Application "fal-ai/wann" not found' } });
  });

  it('takes no key at the signed URL, nor another type than was signed', async () => {
    const simulator = await start();
    const ticket = async (): Promise<string> => {
      const body = JSON.stringify({ content_type: 'image/png', file_name: 'a.png' });
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
      const answer = await ask(simulator, '/storage/upload/initiate?storage_type=fal-cdn-v3', init);
      const { upload_url: url }: { upload_url: string } = JSON.parse(await answer.text());
      return url;
    };
    const put = async (headers: Record<string, string>) =>
      (await fetch(await ticket(), { method: 'PUT', body: 'x', headers })).status;
    expect(await put({ 'content-type': 'image/png', authorization: `Key ${falKey}` })).toBe(403);
    expect(await put({ 'content-type': 'image/jpeg' })).toBe(403);
    expect(await put({ 'content-type': 'image/png' })).toBe(200);
  });

  it('lists a day unless told otherwise, page by page', async () => {
    const at = 1_763_700_000_000;
    const simulator = await start({ now: () => at });
    for (const age of [0, 1, 2, 30]) {
      simulator.jobs.seed({ endpoint: turbo, input, createdAt: at - age * 3_600_000 });
    }
    interface Page {
      readonly items: readonly { readonly json_input?: unknown }[];
      readonly next_cursor: string | null;
      readonly has_more: boolean;
      readonly error?: unknown;
    }
    const path = `/v1/models/requests/by-endpoint?endpoint_id=${encodeURIComponent(turbo)}`;
    const list = async (query: string): Promise<Page> => JSON.parse(await (await ask(simulator, path + query)).text());
    expect((await list('')).items).toHaveLength(3);
    expect((await list('')).items[0]).not.toHaveProperty('json_input');
    const since = `&start=${new Date(at - 40 * 3_600_000).toISOString()}&expand=payloads`;
    expect((await list(since)).items).toHaveLength(4);
    expect((await list(since)).items[0]?.json_input).toEqual(input);
    const first = await list('&limit=2');
    expect(first.has_more).toBe(true);
    const second = await list(`&limit=2&cursor=${first.next_cursor}`);
    expect([second.items.length, second.next_cursor, second.has_more]).toEqual([1, null, false]);
    expect((await list('&limit=1000')).error).toMatchObject({ type: 'validation_error' });
  });

  it('reads image URLs as a runner would', async () => {
    const simulator = await start();
    const { queue } = officialFalClient(simulator);
    const outcomes: (string | undefined)[] = [];
    const missing = `${simulator.media.url}/files/none.png`;
    for (const url of ['data:image/png;base64,aGk=', simulator.media.clipUrl('x'), missing, 'ftp://a.example/b']) {
      await queue.submit(turbo, { input: { ...input, image_url: url } });
      const { outcome } = simulator.jobs.last();
      outcomes.push(outcome?.kind === 'task-failed' ? outcome.type : outcome?.kind);
    }
    expect(outcomes).toEqual([undefined, undefined, 'file_download_error', 'file_download_error']);
  });
});

describe('what the simulator of fal bills', () => {
  const units = (id: string, input: JsonObject) => falModels.find((model) => model.id === id)?.units(input);

  it.each([
    [{}, 1],
    [{ num_frames: 82 }, 1.25],
    [{ resolution: '480p' }, 0.5],
    [{ num_frames: 100, resolution: '480p' }, 0.625],
  ])('counts %j at Wan 2.1', (body, expected) => {
    expect([units('fal-ai/wan-flf2v', body), units('fal-ai/wan-i2v', body)]).toEqual([expected, expected]);
  });
});

describe('the inputs that the simulator of fal takes', () => {
  it.each(modelsOf('fal').map((spec) => [spec.endpoint, spec] as const))(
    'at %s are those of the catalogue',
    (id, spec) => {
      const properties = Object(falModels.find((model) => model.id === id)?.input.properties);
      expect(Object.keys(properties).sort()).toEqual([...wireParameters(spec).keys()].sort());
    },
  );

  const faultsOf = (id: string, body: object) => {
    const model = falModels.find((candidate) => candidate.id === id);
    if (model === undefined) throw new Error(`no model ${id}`);
    return validate(model.input, JSON.parse(JSON.stringify(body))).map(
      ({ loc, type }) => `${loc.slice(1).join('.')} ${type}`,
    );
  };
  const image = { image_url: 'https://a.example/b.png', prompt: 'a' };
  const base = 'fal-ai/wan/v2.2-a14b/image-to-video';
  const frames = { start_image_url: 'https://a.example/1.png', end_image_url: 'https://a.example/2.png', prompt: 'a' };

  it.each([
    [base, { ...image, num_frames: 81, shift: 1, seed: 0, acceleration: 'none' }, []],
    [base, { ...image, num_frames: 16 }, ['num_frames greater_than_equal']],
    [base, { ...image, num_frames: 162 }, ['num_frames less_than_equal']],
    [base, { ...image, num_frames: '81' }, ['num_frames int_type']],
    [base, { ...image, resolution: '720P' }, ['resolution literal_error']],
    [base, { ...image, enable_safety_checker: 'true' }, ['enable_safety_checker bool_type']],
    [base, { ...image, unheard_of: 1 }, []],
    [`${base}/turbo`, { prompt: 1 }, ['image_url missing', 'prompt string_type']],
    [
      `${base}/lora`,
      { ...image, loras: [{ scale: 1 }, { path: 'a', transformer: 'middle' }] },
      ['loras.0.path missing', 'loras.1.transformer literal_error'],
    ],
    ['fal-ai/wan/v2.2-5b/image-to-video', { ...image, resolution: '480p' }, ['resolution literal_error']],
    [
      'fal-ai/wan/v2.2-14b/speech-to-video',
      { ...image, audio_url: 'https://a.example/b.wav', num_frames: 81 },
      ['num_frames multiple_of'],
    ],
    ['fal-ai/wan-25-preview/image-to-video', { ...image, duration: 5 }, ['duration string_type']],
    ['fal-ai/wan-25-preview/image-to-video', { ...image, duration: '15' }, ['duration literal_error']],
    ['wan/v2.6/image-to-video', { ...image, duration: '15' }, []],
    ['wan/v2.6/image-to-video/flash', { ...image, prompt: 'a'.repeat(801) }, ['prompt sequence_too_long']],
    ['fal-ai/wan/v2.7/image-to-video', { ...image, duration: '5' }, ['duration int_type']],
    ['fal-ai/wan/v2.7/image-to-video', { video_url: 'https://a.example/b.mp4' }, []],
    ['fal-ai/wan/v2.7/image-to-video', { ...image, video_url: 'https://a.example/b.mp4' }, ['video_url value_error']],
    ['fal-ai/wan-flf2v', { ...frames, num_frames: 100 }, []],
    ['fal-ai/wan-flf2v', image, ['start_image_url missing', 'end_image_url missing']],
  ])('%s with %j', (id, body, faults) => {
    expect(faultsOf(id, body)).toEqual(faults);
  });
});
