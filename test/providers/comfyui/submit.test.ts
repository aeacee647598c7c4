import { describe, expect, it } from 'vitest';
import type { Fault } from '../../simulators/kit/fault.js';
import { itSendsOnceAt } from '../submit-rules.js';
import { failureOf, intentOf, picture, setUp, wire } from './setup.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('preparing a submit', () => {
  it('chooses the prompt id, a lower-case UUID, and a filename prefix of its own', () => {
    const { ids, body } = intentOf();
    expect(ids?.promptId).toMatch(uuid);
    expect(body).toMatchObject({
      prompt_id: ids?.promptId,
      client_id: ids?.promptId,
      prompt: { save: { class_type: 'SaveVideo', inputs: { filename_prefix: `video/wan-${ids?.promptId}` } } },
    });
    expect(intentOf().ids).not.toEqual(ids);
  });
});

describe('a submit', () => {
  it('is one POST to /prompt with the prepared body, no key and no Origin', async () => {
    const { simulator, provider, call, confirmations } = await setUp();
    const intent = intentOf();
    expect(await provider.submit(intent, call)).toEqual({ remoteId: intent.ids?.promptId });
    expect(simulator.requests).toHaveLength(1);
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/prompt', json: intent.body });
    expect(Object.keys(request?.headers ?? {})).not.toEqual(expect.arrayContaining(['origin']));
    expect(request?.headers.authorization).toBeUndefined();
    expect(simulator.billableSubmits).toBe(1);
    expect(confirmations()).toBe(1);
  });

  it('takes the id of the answer where the server is too old to take ours', async () => {
    const { simulator, provider, call } = await setUp({ version: '0.24.9' });
    const intent = intentOf();
    const { remoteId } = await provider.submit(intent, call);
    expect(remoteId).toBe(simulator.jobs.last().id);
    expect(remoteId).not.toBe(intent.ids?.promptId);
  });
});

describe('a submit whose outcome nobody knows', () => {
  itSendsOnceAt(
    [
      ['a 200 without an id', { kind: 'http', status: 200, body: { number: 1, node_errors: {} } }, 0],
      ['a 200 with an id that is none', { kind: 'http', status: 200, body: { prompt_id: 'a b' } }, 0],
    ],
    { setUp, intentOf },
  );
});

describe('a submit that the server refuses', () => {
  it('names every model file that is missing, with its folder and each once', async () => {
    const { simulator, provider, call } = await setUp({ files: { loras: [], vae: ['other.safetensors'] } });
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted', retryable: false });
    expect(error.message).toBe(
      'comfyui: the server has no models/loras/wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors, ' +
        'no models/loras/wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors, ' +
        'no models/vae/wan_2.1_vae.safetensors',
    );
    expect(error.hint).toContain('--set');
    expect(simulator.billableSubmits).toBe(0);
  });

  it('names a node that it lacks', async () => {
    const { provider, call } = await setUp({ without: ['SaveVideo'] });
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted' });
    expect(error.message).toContain("Node 'SaveVideo' not found");
  });

  it('names node, input and value that are wrong', async () => {
    const { provider, call } = await setUp();
    const tooMany = intentOf({ wire: { ...wire, k1: { ...wire.k1, cfg: 101 } } });
    expect((await failureOf(provider.submit(tooMany, call))).message).toContain(
      'node k1 (KSamplerAdvanced): Value bigger than max: Value 101 bigger than max of 100',
    );
    const noPicture = intentOf({ wire: { ...wire, img: { image: 'nobody.png' } } });
    expect((await failureOf(provider.submit(noPicture, call))).message).toContain('Invalid image file: nobody.png');
  });

  it.each<[string, Fault, string, boolean]>([
    ['402 of a gateway', { kind: 'no-credit' }, 'money.no-credit', false],
    ['a picture that a custom node rejects', { kind: 'moderated-at-submit' }, 'provider.refused', false],
    ['401 of a proxy', { kind: 'http', status: 401 }, 'key.rejected', false],
    ['404 of something else', { kind: 'html', status: 404 }, 'provider.refused', false],
    ['a throttling proxy', { kind: 'throttle', retryAfter: 5 }, 'provider.throttled', true],
    ['an error that is plain text', { kind: 'http', status: 400, body: { error: 'no' } }, 'provider.refused', false],
  ])('for %s', async (_, how, code, retryable) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how });
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code, retryable, delivery: 'not-accepted' });
    expect(simulator.billableSubmits).toBe(0);
  });
});

it('uses the picture that was uploaded, by its name on the server', () => {
  expect(intentOf().body).toMatchObject({ prompt: { img: { inputs: { image: picture } } } });
});
