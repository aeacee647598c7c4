import { describe, expect, it } from 'vitest';
import { credential } from '../../../src/providers/dashscope.js';
import { dashscopeKey } from '../../simulators/dashscope.js';
import { itSendsOnceAt, refusalOf } from '../submit-rules.js';
import { type Bench, failureOf, intentOf, setUp, wire } from './setup.js';

const picture = 'data:image/png;base64,cGl4ZWxz';
const videoPath = '/api/v1/services/aigc/video-generation/video-synthesis';
const imagePath = '/api/v1/services/aigc/image2video/video-synthesis';

describe('a submit', () => {
  it('is one POST with the prepared body, the key, and the wish to be answered at once', async () => {
    const { simulator, provider, call, hosts, confirmations } = await setUp();
    const intent = intentOf();
    const operation = await provider.submit(intent, call);
    expect(operation).toEqual({
      remoteId: simulator.jobs.last().id,
      region: 'intl',
      submittedAt: simulator.now(),
    });
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]).toMatchObject({ method: 'POST', path: videoPath, json: intent.body });
    expect(simulator.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${dashscopeKey}`,
      'x-dashscope-async': 'enable',
    });
    expect(simulator.requests[0]?.headers).not.toHaveProperty('x-dashscope-ossresourceresolve');
    expect(simulator.requests[0]?.headers).not.toHaveProperty('x-dashscope-workspace');
    expect(hosts).toEqual(['dashscope-intl.aliyuncs.com']);
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it.each([
    ['wan2.2-kf2v-flash', { input: { first_frame_url: picture, prompt: 'a fox' } }],
    ['wan2.2-s2v', { input: { image_url: 'https://a.example/a.png', audio_url: 'https://a.example/a.wav' } }],
  ])('of %s goes to the other path', async (endpoint, body) => {
    const { simulator, provider, call } = await setUp({ region: 'cn' });
    await provider.submit(intentOf({ endpoint, wire: body }), call);
    expect(simulator.requests[0]?.path).toBe(imagePath);
    expect(simulator.jobs.last().outcome).toBeUndefined();
  });

  it('says that addresses of the store are to be looked up', async () => {
    const { simulator, provider, call } = await setUp();
    const media = { first_frame: 'oss://dashscope-instant/1/a.png' };
    await provider.submit(intentOf({ endpoint: 'wan2.7-i2v', wire: { input: { media } } }), call);
    expect(simulator.requests[0]?.headers).toMatchObject({ 'x-dashscope-ossresourceresolve': 'enable' });
  });

  it('names the workspace where one is set', async () => {
    const { simulator, provider, call } = await setUp({ settings: { workspace: 'ws-1' } });
    await provider.check(await provider.submit(intentOf(), call), call);
    expect(simulator.requests.map(({ headers }) => headers['x-dashscope-workspace'])).toEqual(['ws-1', 'ws-1']);
  });

  it('is accepted with wrong parameters too: the task fails later, for free', async () => {
    const { simulator, provider, call } = await setUp();
    const lower = { ...wire, parameters: { resolution: '720p' } };
    const operation = await provider.submit(intentOf({ wire: lower }), call);
    simulator.advance(300_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/resolution must be/),
    });
    expect(provider.facts.failuresFree).toBe(true);
  });

  it.each(['../../tasks', 'a b', '', 7, null])('calls an accepted task with the id %j unknown', async (id) => {
    const { simulator, provider, call } = await setUp();
    const body = { output: { task_status: 'PENDING', task_id: id }, request_id: 'r' };
    simulator.fail({ on: 'submit', how: { kind: 'http-after-acceptance', status: 200, body } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
      code: 'submit.unknown',
      delivery: 'unknown',
    });
  });
});

describe('a submit whose outcome nobody knows', () => {
  itSendsOnceAt(
    [
      ['a 504 after acceptance', { kind: 'http-after-acceptance', status: 504 }, 1],
      ['a 408', { kind: 'http', status: 408 }, 0],
      ['a 500 that names a cause', { kind: 'http', status: 500, body: { code: 'Arrearage', message: 'no' } }, 0],
      ['a 503', { kind: 'http', status: 503, body: { code: 'ModelUnavailable', message: 'later' } }, 0],
    ],
    { setUp, intentOf },
  );
});

describe('a submit that DashScope refuses', () => {
  const refused = (bench: Bench, intent = intentOf()) => refusalOf(bench, intent);

  it('for its key says that key and region belong together', async () => {
    expect(await refused(await setUp({ key: 'sk-other' }))).toMatchObject({
      code: 'key.rejected',
      message: expect.stringMatching(/InvalidApiKey: .*region "intl".*\(401\)$/),
    });
  });

  it('for a model of another region says the same', async () => {
    const error = await refused(await setUp(), intentOf({ endpoint: 'wan2.6-i2v-us' }));
    expect(error).toMatchObject({ code: 'provider.refused', message: expect.stringContaining('region "intl"') });
  });

  it('for an account in arrears is about money, though it is a 400', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
    expect(await refused(bench)).toMatchObject({
      code: 'money.no-credit',
      message: expect.stringMatching(/Arrearage/),
    });
  });

  it.each([
    [403, 'AllocationQuota.FreeTierOnly', 'money.no-credit'],
    [429, 'Throttling.AllocationQuota', 'money.no-credit'],
    [429, 'insufficient_quota', 'money.no-credit'],
    [429, 'PostpaidBillOverdue', 'money.no-credit'],
    [403, 'AccessDenied.Unpurchased', 'key.rejected'],
    [403, 'Model.AccessDenied', 'key.rejected'],
    [400, 'data_inspection_failed', 'provider.moderated'],
    [400, 'InvalidParameter.DataInspection', 'provider.refused'],
    [400, 'InvalidURL', 'provider.refused'],
    [409, 'Conflict', 'provider.refused'],
  ])('with %i %s is %s, and never tried again by itself', async (status, code, meaning) => {
    const bench = await setUp();
    bench.simulator.fail({
      on: 'submit',
      how: { kind: 'http', status, body: { code, message: 'no', request_id: 'r' } },
    });
    expect(await refused(bench)).toMatchObject({ code: meaning, retryable: false });
  });

  it('in the compatible form is understood as well', async () => {
    const bench = await setUp();
    const body = { error: { code: 'Arrearage', message: 'pay first', type: 'Arrearage' } };
    bench.simulator.fail({ on: 'submit', how: { kind: 'http', status: 400, body } });
    expect(await refused(bench)).toMatchObject({
      code: 'money.no-credit',
      message: 'dashscope: Arrearage: pay first (400)',
    });
  });

  it('for its content is moderated, not merely refused', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'moderated-at-submit' } });
    expect(await refused(bench)).toMatchObject({ code: 'provider.moderated', retryable: false });
  });
});

describe('a submit that is throttled', () => {
  it('waits as the header says, or says nothing', async () => {
    const bench = await setUp();
    bench.simulator.fail({ on: 'submit', how: { kind: 'throttle', retryAfter: 7 } });
    bench.simulator.fail({ on: 'submit', how: { kind: 'throttle' } });
    for (const retryAfterMs of [7000, undefined]) {
      expect(await failureOf(bench.provider.submit(intentOf(), bench.call))).toMatchObject({
        code: 'provider.throttled',
        delivery: 'not-accepted',
        retryable: true,
        retryAfterMs,
      });
    }
  });

  it('goes through again a second after the second of one second', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf(), call);
    await provider.submit(intentOf(), call);
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({ code: 'provider.throttled' });
    simulator.advance(1000);
    await provider.submit(intentOf(), call);
    expect(simulator.billableSubmits).toBe(3);
  });

  it('is not what happens to a third job at once: it waits its turn', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.submit(intentOf(), call);
    await provider.submit(intentOf(), call);
    simulator.advance(1000);
    const third = await provider.submit(intentOf(), call);
    simulator.advance(100_000);
    expect((await provider.check(third, call)).status).toBe('queued');
    simulator.advance(300_000);
    expect((await provider.check(third, call)).status).toBe('succeeded');
  });
});

describe('the key', () => {
  it('goes as a bearer token', () => {
    expect(credential('k')).toEqual({ header: 'authorization', value: 'Bearer k' });
  });
});
