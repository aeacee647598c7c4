import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import { hostedWorkflow, nodesOf, sample, withInputs, workflowIntent, workflowRequest } from './sample-workflow.js';
import { failureOf, intentOf, picture, setUp } from './setup.js';

describe('a workflow of the user', () => {
  it('has the request in its places, numbers as numbers, and everything else as it was', () => {
    const nodes = nodesOf(workflowIntent(sample, { length: 121, fps: 24, negative: 'blurred' }));
    expect(nodes['4']?.inputs.image).toBe(picture);
    expect(nodes['5']?.inputs.text).toBe('film still: the fox turns its head, at 24 fps');
    expect(nodes['6']?.inputs.text).toBe('blurred');
    expect(nodes['7']?.inputs).toMatchObject({ width: 624, height: 624, length: 121, batch_size: 1, vae: ['3', 0] });
    expect(nodes['8']?.inputs).toMatchObject({ seed: 7, steps: 20, model: ['1', 0] });
    expect(nodes['10']?.inputs.fps).toBe(24);
    expect(nodes['2']).toEqual(sample['2']);
  });

  it('gets what Wan was made for where the request says nothing', () => {
    const { endpoint, wire, media } = workflowRequest(sample);
    const other = { ...media, image: { url: 'other.png', expiresAt: null } };
    const intent = workflowIntent(sample);
    expect(nodesOf(intent)['10']?.inputs.fps).toBe(16);
    expect(nodesOf(intent)['7']?.inputs.length).toBe(81);
    expect(nodesOf(intent)['6']?.inputs.text).toBe('');
    expect([endpoint, wire.image, other.image.url]).toEqual(['workflow', picture, 'other.png']);
  });

  it('takes the size that --set names before the one of picture and resolution', () => {
    expect(nodesOf(workflowIntent(sample, { width: 640 }))['7']?.inputs).toMatchObject({ width: 640, height: 624 });
  });

  it.each([
    'she says "hello",\nthen \\ leaves',
    '","class_type":"Evil","inputs":{"text":"',
    '{{seed}} {{image}} {{nobody}}',
    '$& $1 $`',
    '\u2028\u0000"]}',
  ])('takes a prompt for a text, whatever it holds: %j', (prompt) => {
    const nodes = nodesOf(workflowIntent(withInputs('5', { text: '{{prompt}}' }), { prompt }));
    expect(nodes['5']?.inputs.text).toBe(prompt);
    expect(Object.keys(nodes)).toEqual(Object.keys(sample));
    expect(nodesOf(workflowIntent(sample, { prompt }))['5']?.inputs.text).toBe(`film still: ${prompt}, at 16 fps`);
  });

  it.each([
    ['mine/hero', /^mine\/hero-wan-[0-9a-f-]{36}$/],
    ['mine/', /^mine\/wan-[0-9a-f-]{36}$/],
    ['', /^wan-[0-9a-f-]{36}$/],
  ])('saves under a name of its own: %j', (filename_prefix, expected) => {
    const intent = workflowIntent(withInputs('11', { filename_prefix }));
    expect(nodesOf(intent)['11']?.inputs.filename_prefix).toMatch(expected);
    expect(nodesOf(intent)['11']?.inputs.filename_prefix).toContain(String(intent.ids?.promptId));
  });

  it('is never sent with an empty place', () => {
    expect(() => workflowIntent(withInputs('5', { end: '{{endImage}}' }))).toThrow('{{endImage}} has no value');
    expect(() => workflowIntent(sample, { image: 'https://images.example/fox.png' })).toThrow(
      expect.objectContaining({ code: 'request.invalid', hint: expect.stringContaining('download') }),
    );
  });

  it('runs on a strict server, and is found again where the answer was lost and the server chose the id', async () => {
    const { simulator, provider, call } = await setUp({ version: '0.20.0' });
    await provider.submit(workflowIntent(sample), call);
    const intent = workflowIntent(sample);
    simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
    expect(await failureOf(provider.submit(intent, call))).toMatchObject({ code: 'submit.unknown' });
    const lost = { intent, intentAt: simulator.now(), known: new Set<string>() };
    expect(await provider.findSubmitted(lost, call)).toMatchObject({
      kind: 'one',
      operation: { remoteId: simulator.jobs.last().id, clientId: intent.ids?.promptId },
    });
    simulator.advance(600_000);
    expect(await provider.check({ remoteId: simulator.jobs.last().id }, call)).toMatchObject({ status: 'succeeded' });
    expect(simulator.billableSubmits).toBe(2);
  });
});

describe('asking the server beforehand', () => {
  const builtIn = { ...intentRequest(), endpoint: 'wan2.2-i2v-14b-lightx2v' };

  it('agrees with what can run, and submits nothing', async () => {
    const { simulator, provider, call } = await setUp();
    await provider.preflight(workflowRequest(sample), call);
    await provider.preflight(builtIn, call);
    expect(simulator.billableSubmits).toBe(0);
    expect(new Set(simulator.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it.each([
    ['a workflow', workflowRequest(sample), 'no models/vae/wan2.2_vae.safetensors', 'in the workflow'],
    ['a built-in graph', builtIn, 'no models/vae/wan_2.1_vae.safetensors', '--set'],
  ])('names every model file that %s misses, with its folder', async (_, request, expected, hint) => {
    const { simulator, provider, call } = await setUp({ files: { vae: [], text_encoders: [] } });
    const error = await failureOf(provider.preflight(request, call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted' });
    expect(error.message).toContain(expected);
    expect(error.hint).toContain(hint);
    expect(error.message).toContain('models/text_encoders/umt5_xxl_fp8_e4m3fn_scaled.safetensors');
    expect(simulator.billableSubmits).toBe(0);
  });

  it.each([
    ['a workflow', workflowRequest(withInputs('9', {}), {})],
    ['a built-in graph', builtIn],
  ])('names every node that %s misses, each once', async (_, request) => {
    const { provider, call } = await setUp({ without: ['VAEDecode', 'CLIPTextEncode'] });
    const error = await failureOf(provider.preflight(request, call));
    expect(error.message).toMatch(
      /^comfyui: the server has no node (VAEDecode|CLIPTextEncode), no (VAEDecode|CLIPTextEncode)$/,
    );
    expect(error.hint).toContain('Install Missing Custom Nodes');
  });

  it('names the LoRA of a request that is not there', async () => {
    const { provider, call } = await setUp();
    const error = await failureOf(
      provider.preflight({ ...builtIn, options: { loras: [{ path: 'styles/paint' }] } }, call),
    );
    expect(error.message).toBe('comfyui: the server has no models/loras/styles/paint.safetensors');
  });

  it('refuses a graph that leaves nothing', async () => {
    const { provider, call } = await setUp();
    const { '11': _save, ...endless } = sample;
    const error = await failureOf(provider.preflight(workflowRequest(endless), call));
    expect(error.message).toContain('no output node');
    expect(error.hint).toContain('Save Video');
  });

  it('says nothing about values that are no model files: the submit checks those', async () => {
    const { provider, call } = await setUp();
    await provider.preflight(workflowRequest(withInputs('8', { sampler_name: 'unheard_of' })), call);
    await expect(provider.preflight(workflowRequest(withInputs('1', { unet_name: 'x.gguf' })), call)).rejects.toThrow(
      'no models/diffusion_models/x.gguf',
    );
  });
});

it('comes as it was hosted, and not at all otherwise', () => {
  const request = workflowRequest(sample);
  const { workflow: _gone, ...media } = request.media;
  expect(hostedWorkflow(sample).url).toMatch(/^data:application\/json;base64,/);
  const { provider } = { provider: intentOf };
  expect(() => provider({ ...request, media })).toThrow('there is no workflow');
});

function intentRequest() {
  const body: JsonObject = { img: { image: picture }, pos: { text: 'a fox' } };
  return { wire: body, options: {}, media: { image: { url: picture, expiresAt: null } } };
}
