import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { itGoesOnAtAnUnknownWord, itJudgesNoJobBy } from '../check-rules.js';
import { failureOf, intentOf, startedAt, submitted } from './setup.js';

const minuteMs = 60_000;

describe('checking a prompt', () => {
  it('goes from the queue over the run to the address of the clip, which cost nothing', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: minuteMs, renderingMs: minuteMs };
    expect(await provider.check(operation, call)).toEqual({ status: 'queued', position: 0 });
    simulator.advance(minuteMs);
    expect(await provider.check(operation, call)).toEqual({ status: 'rendering' });
    simulator.advance(minuteMs);
    const { remoteId } = operation;
    expect(await provider.check(operation, call)).toEqual({
      status: 'succeeded',
      urls: [`${simulator.url}/view?filename=wan-${remoteId}_00001_.mp4&subfolder=video&type=output`],
      expiresAt: null,
      cost: { amount: 0, currency: 'USD' },
      seed: 7,
    });
  });

  it('gives an address that downloads', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    const progress = await provider.check(operation, call);
    const [url = ''] = progress.status === 'succeeded' ? progress.urls : [];
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  });

  it('reads an empty history as nothing at all: only the queue tells waiting from lost', async () => {
    const { simulator, provider, call, operation } = await submitted();
    expect((await provider.check(operation, call)).status).toBe('queued');
    expect(simulator.requests.slice(1).map(({ path }) => path)).toEqual([`/history/${operation.remoteId}`, '/queue']);
  });

  it('counts who is ahead by the numbers, not by the order in the heap', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.jobs.last().profile = stuckProfile;
    const later = [];
    for (let index = 0; index < 3; index += 1) later.push(await provider.submit(intentOf(), call));
    for (const job of simulator.jobs.all) job.profile = stuckProfile;
    expect(await provider.check(operation, call)).toMatchObject({ position: 0 });
    const positions = [];
    for (const one of later) positions.push(await provider.check(one, call));
    expect(positions.map((progress) => 'position' in progress && progress.position)).toEqual([1, 2, 3]);
  });

  it('calls a prompt that is in no place lost, after it has looked into every one', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    simulator.fail({ on: 'status', how: { kind: 'result-expired' } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'expired',
      reason: expect.stringContaining('restarted'),
    });
    const history = `/history/${operation.remoteId}`;
    expect(simulator.requests.slice(1).map(({ path }) => path)).toEqual([
      history,
      '/queue',
      `/api/jobs/${operation.remoteId}`,
      history,
    ]);
  });

  it.each(['0.36.0', '0.9.0'])('is not fooled by a prompt that ends between two questions (%s)', async (version) => {
    const { simulator, provider, call, operation } = await submitted({ version });
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0, renderingMs: minuteMs };
    const send: typeof call.http.send = async (request) => {
      if (request.url.endsWith('/queue')) simulator.advance(minuteMs);
      return await call.http.send(request);
    };
    const progress = await provider.check(operation, { ...call, http: { ...call.http, send } });
    expect(progress.status).toBe('succeeded');
  });

  it.each([
    ['pending', { status: 'queued' }],
    ['in_progress', { status: 'rendering' }],
    ['cancelled', { status: 'cancelled' }],
    ['failed', { status: 'failed', reason: 'the server does not say why' }],
    ['pondering', { status: 'rendering', note: expect.stringContaining('pondering') }],
  ])('reads the jobs API: %s', async (status, expected) => {
    const { simulator, provider, call } = await submitted();
    const operation = { remoteId: '00000000-0000-4000-8000-000000000000' };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body: {} } });
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body: { id: 'x', status } } });
    expect(await provider.check(operation, call)).toMatchObject(expected);
  });
});

describe('a prompt that ended badly', () => {
  it.each([
    [
      { kind: 'task-failed' } as const,
      'KSamplerAdvanced (node k1): Allocation on device; use --resolution 480p, fewer frames or fp8 files',
    ],
    [
      { kind: 'task-failed', type: 'RuntimeError', message: 'mat1 and mat2 shapes cannot be multiplied' } as const,
      'the text encoder is not the one of Wan',
    ],
    [{ kind: 'task-failed', type: 'ValueError', message: 'no' } as const, 'KSamplerAdvanced (node k1): no'],
    [{ kind: 'moderated-at-result' } as const, 'SafetyCheckNode (node k1): the picture was rejected'],
  ])('is failed, with node, words and remedy: %j', async (how, reason) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.advance(5 * minuteMs);
    simulator.fail({ on: 'status', how });
    expect(await provider.check(operation, call)).toEqual({
      status: 'failed',
      reason: expect.stringContaining(reason),
      moderated: false,
      retryable: false,
    });
  });

  const ended = (outputs: JsonObject, status: JsonObject | null): JsonObject => ({ outputs, status });
  const success = { status_str: 'success', completed: true, messages: [] };
  const file = (filename: string, type = 'output') => ({ filename, subfolder: '', type, asset: { id: 1 } });

  it.each([
    [
      'SaveVideo, whose key is images',
      ended({ save: { images: [file('a.mp4')], animated: [true] } }, success),
      'a.mp4',
    ],
    ['VHS_VideoCombine, whose key is gifs', ended({ 9: { gifs: [file('b.webm')] } }, success), 'b.webm'],
    [
      'a preview beside the output',
      ended({ 1: { images: [file('p.mp4', 'temp')] }, 2: { images: [file('still.png'), file('c.mp4')] } }, success),
      'c.mp4',
    ],
    ['a GIF', ended({ 9: { gifs: [file('e.gif')] } }, success), 'e.gif'],
    [
      'a GIF beside its video',
      ended({ 9: { gifs: [file('f.gif')] }, 10: { images: [file('f.mp4')] } }, success),
      'f.mp4',
    ],
    [
      'a GIF beside a preview that is a video',
      ended({ 9: { gifs: [file('p.mp4', 'temp')] }, 10: { gifs: [file('g.gif')] } }, success),
      'g.gif',
    ],
    [
      'a WebP that moves',
      ended({ 9: { images: [file('h.webp')], animated: [true] }, 10: { images: [file('i.webp')] } }, success),
      'h.webp',
    ],
    ['a WebP of VHS_VideoCombine', ended({ 9: { gifs: [file('j.webp')] } }, success), 'j.webp'],
    ['an entry without a status', ended({ save: { images: [file('d.mp4')] } }, null), 'd.mp4'],
  ])('is not one of %s', async (_, entry, name) => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body: { [operation.remoteId]: entry } } });
    const progress = await provider.check(operation, call);
    expect(progress).toMatchObject({ status: 'succeeded' });
    expect(progress.status === 'succeeded' && new URL(progress.urls[0] ?? '').searchParams.get('filename')).toBe(name);
  });

  it.each<[string, JsonObject, string, boolean]>([
    ['pictures', { save: { images: [file('a.png'), file('b.png')], animated: [false] } }, 'saved a.png, b.png', false],
    ['a WebP that stands still', { save: { images: [file('a.webp')], animated: [false] } }, 'saved a.webp', false],
    ['a clip of a kind that is not known', { save: { gifs: [file('a.mxf')] } }, 'saved a.mxf', false],
    ['nothing', {}, 'cache', true],
  ])('with %s alone has failed, and says so', async (_, outputs, reason, retryable) => {
    const { simulator, provider, call, operation } = await submitted();
    const body = { [operation.remoteId]: ended(outputs, success) };
    simulator.fail({ on: 'status', how: { kind: 'http', status: 200, body } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(reason),
      retryable,
    });
  });
});

describe('a check that goes wrong', () => {
  itGoesOnAtAnUnknownWord(submitted);

  itJudgesNoJobBy(
    [
      ['a list', { kind: 'http', status: 200, body: [] }, 'provider.unavailable'],
      ['a throttle', { kind: 'throttle', retryAfter: 1 }, 'provider.unavailable'],
    ],
    submitted,
  );

  it('says nothing either when only the queue could not be read', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'list', how: { kind: 'html' } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ retryable: true });
    expect(simulator.now()).toBe(startedAt);
  });
});
