import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import type { JsonObject } from '../../../src/json.js';
import { createLocal, type Renderer, type RenderState, toBody, toProgress } from '../../../src/providers/local.js';
import type { Call, SubmitIntent } from '../../../src/providers/provider.js';
import type { VideoRequest } from '../../../src/providers/request.js';

const request: VideoRequest = {
  endpoint: 'animatic',
  wire: {},
  options: { prompt: 'pan left', resolution: '480p', aspectRatio: 'auto', duration: 3, fps: 16, seed: 0, steps: 30 },
  media: { image: { url: '/pictures/a b.png', expiresAt: null } },
};

/** A renderer in memory that keeps what it was told. */
function createScripted(state: RenderState = { status: 'queued' }, refusal?: Error) {
  const accepted = new Map<string, JsonObject>();
  const renderer: Renderer = {
    accept: async (id, body) => {
      if (refusal !== undefined) throw refusal;
      accepted.set(id, body);
    },
    status: async (id) => (accepted.has(id) ? state : { status: 'absent' }),
    cancel: async (id) => (accepted.has(id) ? 'cancelled' : 'absent'),
    list: async () => [...accepted.keys()],
  };
  return { accepted, provider: createLocal(renderer) };
}

function callWith(confirmSend: () => void = () => {}): Call {
  const unused = () => {
    throw new Error('the embedded provider has no network');
  };
  return {
    http: { send: unused, submit: unused },
    events: unused,
    sockets: unused,
    settings: {},
    signal: new AbortController().signal,
    now: () => 1_000,
    confirmSend,
  };
}

const intentOf = (renderId = 'abc'): SubmitIntent => createScripted().provider.prepare(request, () => renderId);

describe('the local provider', () => {
  it('prepares a readable order under an id of its own', () => {
    expect(intentOf()).toEqual({
      endpoint: 'animatic',
      body: {
        image: '/pictures/a b.png',
        prompt: 'pan left',
        resolution: '480p',
        aspectRatio: 'auto',
        duration: 3,
        fps: 16,
        seed: 0,
      },
      ids: { renderId: 'abc' },
    });
  });

  it('takes an end image, and file URLs as paths', () => {
    const endImage = { url: pathToFileURL('/pictures/end.png').href, expiresAt: null };
    expect(toBody({ ...request, media: { ...request.media, endImage } })).toMatchObject({
      endImage: '/pictures/end.png',
    });
  });

  it('refuses an image from the network before anything is ordered', () => {
    const media = { image: { url: 'https://pictures.example/a.png', expiresAt: null } };
    expect(() => toBody({ ...request, media })).toThrow(
      expect.objectContaining({ code: 'request.invalid', delivery: 'not-accepted' }),
    );
  });

  it('confirms, then orders under the prepared id', async () => {
    const { provider, accepted } = createScripted();
    let confirmed = 0;
    const operation = await provider.submit(
      intentOf(),
      callWith(() => {
        expect(accepted.size).toBe(0);
        confirmed += 1;
      }),
    );
    expect(operation).toEqual({ remoteId: 'abc' });
    expect(confirmed).toBe(1);
    expect(accepted.get('abc')).toEqual(intentOf().body);
  });

  it('orders nothing when the submit may no longer be sent', async () => {
    const { provider, accepted } = createScripted();
    const late = callWith(() => {
      throw new WanError('provider.unavailable', 'late', { delivery: 'not-accepted' });
    });
    await expect(provider.submit(intentOf(), late)).rejects.toMatchObject({ message: 'late' });
    expect(accepted.size).toBe(0);
  });

  it('says with the real code that an order was not taken', async () => {
    const refusal = new WanError('local.ffmpeg-missing', 'ffmpeg was not found', { hint: 'install it' });
    const { provider } = createScripted(undefined, refusal);
    await expect(provider.submit(intentOf(), callWith())).rejects.toMatchObject({
      code: 'local.ffmpeg-missing',
      hint: 'install it',
      delivery: 'not-accepted',
      provider: 'local',
    });
  });

  it('finds a lost order by its id, or knows for certain that it is not there', async () => {
    const { provider } = createScripted();
    const lost = { intent: intentOf(), intentAt: 900, known: new Set<string>() };
    expect(await provider.findSubmitted?.(lost, callWith())).toEqual({
      kind: 'absent',
      listedBackTo: 0,
      serverNow: 1_000,
    });
    await provider.submit(intentOf(), callWith());
    expect(await provider.findSubmitted?.(lost, callWith())).toEqual({ kind: 'one', operation: { remoteId: 'abc' } });
  });

  it('cancels what is there, and is too late for what is not', async () => {
    const { provider } = createScripted();
    const operation = await provider.submit(intentOf(), callWith());
    expect(await provider.cancel?.(operation, callWith())).toEqual({ status: 'cancelled' });
    expect(await provider.cancel?.({ remoteId: 'gone' }, callWith())).toEqual({ status: 'too-late' });
  });

  it('checks with a look at the render', async () => {
    const { provider } = createScripted({ status: 'rendering', fraction: 0.4 });
    const operation = await provider.submit(intentOf(), callWith());
    expect(await provider.check(operation, callWith())).toEqual({ status: 'rendering', fraction: 0.4 });
    expect(await provider.check({ remoteId: 'gone' }, callWith())).toMatchObject({ status: 'expired' });
  });

  it('adopts an id, and nothing that leads out of its folder', () => {
    const { adopt } = createScripted().provider;
    expect(adopt?.('abc', undefined)).toEqual({ remoteId: 'abc' });
    for (const id of ['', '..', '../abc', 'a/b', 'a\\b', 'a\u0000']) {
      expect(() => adopt?.(id, undefined)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    }
  });
});

describe('toProgress', () => {
  it('names the finished file as a URL, free of charge', () => {
    const finished: RenderState = { status: 'finished', path: '/state/a #1/clip.mp4', keptUntil: 99 };
    expect(toProgress(finished)).toEqual({
      status: 'succeeded',
      urls: ['file:///state/a%20%231/clip.mp4'],
      expiresAt: 99,
      cost: { amount: 0, currency: 'USD' },
    });
  });

  it('passes on why a render failed', () => {
    expect(toProgress({ status: 'failed', reason: 'no encoder' })).toMatchObject({
      status: 'failed',
      reason: 'no encoder',
    });
    expect(toProgress({ status: 'cancelled' })).toEqual({ status: 'cancelled' });
    expect(toProgress({ status: 'queued' })).toEqual({ status: 'queued' });
  });
});
