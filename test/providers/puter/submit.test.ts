import { describe, expect, it } from 'vitest';
import { createPuter } from '../../../src/providers/puter.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { itSendsOnceAt } from '../submit-rules.js';
import { type Bench, failureOf, image, intentOf, requestOf, setUp, startedAt, wan, wire } from './setup.js';

const frames = [{ input_image: image, frame: 0 }];

describe('preparing a call', () => {
  it('chooses a path on the account, puts it into the body, and keeps it beside the body', () => {
    expect(createPuter().prepare(requestOf(), () => 'q2w3')).toEqual({
      endpoint: wan,
      ids: { remoteId: 'wan-q2w3.mp4', outputPath: '~/wan-q2w3.mp4' },
      body: {
        interface: 'puter-video-generation',
        driver: 'ai-video',
        method: 'generate',
        args: { ...wire, frame_images: frames, model: wan, puter_output_path: '~/wan-q2w3.mp4' },
      },
    });
  });

  it('lets no parameter move the file or change the model', () => {
    const intent = intentOf({ wire: { ...wire, puter_output_path: '~/mine.mp4', model: 'veo' } });
    expect(intent.body.args).toMatchObject({ puter_output_path: '~/wan-abc7.mp4', model: wan });
  });

  it('keeps keyframes that the user gave, and makes none for other renderers', () => {
    const given = [{ input_image: 'https://images.example/owl.png', frame: 0 }];
    expect(intentOf({ wire: { ...wire, frame_images: given } }).body.args).toMatchObject({ frame_images: given });
    const veo = intentOf({ endpoint: 'veo-3.1-lite', wire: { prompt: 'rain', input_reference: image } });
    expect(veo.body.args).not.toHaveProperty('frame_images');
  });

  it('gives every call another path', () => {
    const ids = ['a', 'b'];
    const paths = ids.map((id) => createPuter().prepare(requestOf(), () => id).ids?.outputPath);
    expect(new Set(paths).size).toBe(2);
  });
});

describe('a first frame that the server wants to be named once', () => {
  const { input_reference: _, ...once } = wire;

  it('is sent again as the keyframe alone, which every server forwards', async () => {
    const { simulator, provider, call, confirmations } = await setUp({ oneFirstFrame: true });
    const operation = await provider.submit(intentOf(), call);
    expect(operation).toMatchObject({ remoteId: 'wan-abc7.mp4' });
    const sent = simulator.requests.map(({ json }) => (json as { args: object }).args);
    expect(sent[1]).toEqual({ ...once, frame_images: frames, model: wan, puter_output_path: '~/wan-abc7.mp4' });
    expect([sent.length, simulator.billableSubmits, confirmations()]).toEqual([2, 1, 2]);
  });

  it('is not left out where the keyframe is another picture, of the user', async () => {
    const { simulator, provider, call } = await setUp({ oneFirstFrame: true });
    const given = [{ input_image: 'https://images.example/owl.png', frame: 0 }];
    const error = await failureOf(provider.submit(intentOf({ wire: { ...wire, frame_images: given } }), call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted' });
    expect(simulator.requests).toHaveLength(1);
  });

  it.each<[string, number, object]>([
    ['the renderer says so', 400, { code: 'upstream_failed', message: 'input_reference is too dark' }],
    [
      'it is refused for what it shows',
      400,
      { code: 'bad_request', errorCode: 'moderation_flagged', message: 'input_reference' },
    ],
    ['the keyframe is at fault', 400, { code: 'bad_request', message: 'frame_images is malformed' }],
    ['the server broke', 500, { code: 'bad_request', message: 'input_reference' }],
  ])('is not sent again where %s', async (_, status, body) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'http', status, body: { ...body } } });
    await failureOf(provider.submit(intentOf(), call));
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('a call', () => {
  it('is one POST with the token in the header, and its answer is the end of the job', async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const operation = await provider.submit(intentOf(), call);
    const url = simulator.media.clipUrl(simulator.jobs.last().id);
    expect(operation).toEqual({ remoteId: 'wan-abc7.mp4', endedAt: startedAt, url });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/drivers/call', query: {}, json: intentOf().body });
    expect(request?.headers.authorization).toBe('Bearer simulated-puter-token');
    expect([simulator.billableSubmits, confirmations()]).toEqual([1, 1]);
  });

  it('is accepted when the clip itself comes back, which is then found by its path', async () => {
    const { simulator, provider, call } = await setUp({ binary: true });
    const operation = await provider.submit(intentOf(), call);
    expect(operation).toEqual({ remoteId: 'wan-abc7.mp4', endedAt: startedAt });
    expect(simulator.drive.files.has('/fox/wan-abc7.mp4')).toBe(true);
  });

  it('is accepted without a link that can be used', async () => {
    const { simulator, provider, call } = await setUp();
    for (const result of ['', null, 'blob:1', { url: 'x' }]) {
      const body = { success: true, result };
      simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
      expect(await provider.submit(intentOf(), call)).not.toHaveProperty('url');
    }
  });

  it('may take longer than the server itself waits', () => {
    const { submitDeadlineMs } = createPuter().facts;
    expect(submitDeadlineMs).toBeGreaterThan(10 * 60_000);
  });

  it('costs nothing in test mode, and is free of the account', async () => {
    const { simulator, provider, call } = await setUp({ allowance: 0 });
    const operation = await provider.submit(intentOf({ wire: { ...wire, test_mode: true } }), call);
    expect(operation).toMatchObject({ url: 'https://assets.puter.site/txt2vid.mp4' });
    expect(simulator.billableSubmits).toBe(0);
  });
});

describe('a call whose outcome nobody knows', () => {
  const body = (value: object): Fault => ({ kind: 'http', status: 200, body: { ...value } });

  itSendsOnceAt(
    [
      ['a 504 after acceptance', { kind: 'http-after-acceptance', status: 504 }, 1],
      ['a bare 502', { kind: 'http', status: 502 }, 0],
      ['a 503', { kind: 'http', status: 503 }, 0],
      [
        'a hang-up that Puter noticed',
        { kind: 'http', status: 400, body: { code: 'client_aborted', message: 'x' } },
        0,
      ],
      ['a 200 that says no', body({ success: false, error: { message: 'sorry' } }), 0],
      ['a 200 that says nothing', body({}), 0],
    ],
    { setUp, intentOf },
  );
});

describe('a call that Puter ends with an error', () => {
  const refused = async ({ provider, call, simulator }: Bench, intent = intentOf()) => {
    const error = await failureOf(provider.submit(intent, call));
    expect(error.delivery).toBe('not-accepted');
    expect(simulator.requests).toHaveLength(1);
    return error;
  };
  const refusedWith = async (how: Fault) => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how });
    return await refused(bench);
  };

  it('for its token is a rejected key', async () => {
    const error = await refused(await setUp({ key: 'other' }));
    expect(error).toMatchObject({ code: 'key.rejected', message: 'puter: Authentication failed. (401)' });
  });

  it('for want of credit says so', async () => {
    expect((await refused(await setUp({ allowance: 0.3 }))).code).toBe('money.no-credit');
    expect((await refusedWith({ kind: 'no-credit' })).code).toBe('money.no-credit');
  });

  it.each([
    ['a model that is gone', { endpoint: 'togetherai:wan-ai/wan1' }, 'Model not found: togetherai:wan-ai/wan1'],
    ['an empty prompt', { wire: { ...wire, prompt: '' } }, 'Missing prompt'],
  ])('for %s names it', async (_, fields, text) => {
    const error = await refused(await setUp(), intentOf(fields));
    expect(error).toMatchObject({ code: 'provider.refused', retryable: false });
    expect(error.message).toContain(text);
  });

  it.each<[string, Fault]>([
    ['before the render', { kind: 'moderated-at-submit' }],
    ['after the render', { kind: 'moderated-at-result' }],
  ])('for its content %s is moderated, by the mark alone', async (_, how) => {
    expect((await refusedWith(how)).code).toBe('provider.moderated');
  });

  it('because the render failed has failed: only a finished clip is metered', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'task-failed', message: 'out of memory' } });
    const error = await refused(bench);
    expect(error).toMatchObject({ code: 'provider.refused', message: 'puter: out of memory (400)' });
    expect(await bench.provider.balance(bench.call)).toEqual({ amount: 100, currency: 'USD' });
  });

  it('because the renderer is down may be tried again later', async () => {
    const outage: Fault = { kind: 'task-failed', type: 'upstream_provider_unavailable' };
    expect((await refusedWith(outage)).code).toBe('provider.unavailable');
  });

  it.each(['forbidden', 'email_confirmation_required', 'account_suspended'])(
    'with a 403 %s is about the account',
    async (code) => {
      const error = await refusedWith({ kind: 'http', status: 403, body: { error: 'no', message: `${code}!`, code } });
      expect(error).toMatchObject({ code: 'key.rejected', message: `puter: ${code}! (403)` });
    },
  );

  it('for its rate is throttled and can be sent again', async () => {
    const bench = await setUp({ callsPerWindow: 0 });
    expect(await refused(bench)).toMatchObject({ code: 'provider.throttled', retryable: true });
    expect(await refusedWith({ kind: 'throttle', retryAfter: 3 })).toMatchObject({ retryAfterMs: 3_000 });
  });
});
