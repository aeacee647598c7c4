import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/json.js';
import type { Fault } from '../../simulators/kit/fault.js';
import { type Nodes, sample, workflowIntent } from './sample-workflow.js';
import { failureOf, intentOf, setUp } from './setup.js';

const preview: Nodes = { '12': { class_type: 'PreviewImage', inputs: { images: ['9', 0] } } };
const faultyPreview: Nodes = {
  '12': { class_type: 'PreviewImage', inputs: { images: ['13', 0] } },
  '13': { class_type: 'ImageScaleBy', inputs: { image: ['9', 0], upscale_method: 'lanczos', scale_by: 9 } },
};
const faultySave: Nodes = {
  ...sample,
  '11': { class_type: 'SaveVideo', inputs: { ...sample['11'].inputs, codec: 'unheard_of' } },
};
const faultyCopy: Nodes = {
  '21': { class_type: 'SaveVideo', inputs: { ...sample['11'].inputs, codec: 'unheard_of' } },
};

describe('a workflow of which the server leaves an output out', () => {
  it('is accepted while another output saves the clip, and says what is missing', async () => {
    const { simulator, provider, call } = await setUp();
    const operation = await provider.submit(workflowIntent({ ...sample, ...faultyPreview }), call);
    expect(operation).toEqual({
      remoteId: simulator.jobs.last().id,
      note: 'the server leaves out node 12 (PreviewImage) of the workflow: node 13 (ImageScaleBy): Value bigger than max: Value 9 bigger than max of 8',
    });
    simulator.advance(600_000);
    expect(await provider.check(operation, call)).toMatchObject({ status: 'succeeded' });
    expect(simulator.billableSubmits).toBe(1);
  });

  it('is accepted with one of two clips', async () => {
    const { provider, call } = await setUp();
    const operation = await provider.submit(workflowIntent({ ...sample, ...faultyCopy }), call);
    expect(operation.note).toContain('leaves out node 21 (SaveVideo)');
  });

  it('is accepted where a node that nobody knows may save the clip', async () => {
    const { provider, call, simulator } = await setUp();
    const body = (id: string): JsonObject => ({ prompt_id: id, number: 1, node_errors: savesNothing });
    simulator.fail({ on: 'submit', how: { kind: 'http', status: 200, body: body('abc') } });
    const graph = { ...sample, '31': { class_type: 'WriteClip', inputs: { images: ['9', 0] } } };
    expect(await provider.submit(workflowIntent(graph), call)).toMatchObject({ remoteId: 'abc' });
  });

  it.each(['0.36.0', '0.25.0'])('is refused without its clip, and taken out of the queue (%s)', async (version) => {
    const { simulator, provider, call } = await setUp({ version });
    const error = await failureOf(provider.submit(workflowIntent({ ...faultySave, ...preview }), call));
    expect(error).toMatchObject({ code: 'provider.refused', delivery: 'not-accepted', retryable: false });
    expect(error.message).toBe(
      "comfyui: node 11 (SaveVideo): Value not in list: codec: 'unheard_of' not in (list of length 2)",
    );
    const { id } = simulator.jobs.last();
    expect(await provider.check({ remoteId: id }, call)).toMatchObject({ status: 'expired' });
  });

  it('is stopped when it runs already', async () => {
    const { simulator, provider, call } = await setUp();
    const { submit } = call.http;
    const http = { ...call.http, submit: startAtOnce };
    await expect(provider.submit(workflowIntent({ ...faultySave, ...preview }), { ...call, http })).rejects.toThrow(
      'node 11 (SaveVideo)',
    );
    const { id } = simulator.jobs.last();
    expect(await provider.check({ remoteId: id }, call)).toEqual({ status: 'cancelled' });

    async function startAtOnce(request: Parameters<typeof submit>[0]) {
      const response = await submit(request);
      simulator.advance(simulator.jobs.last().profile.queuedMs);
      return response;
    }
  });

  it.each<[string, Fault]>([
    ['does not answer', { kind: 'lost-before' }],
    ['does not know how', { kind: 'http', status: 500 }],
  ])('is kept when the server %s as it is stopped, and its end names the faults', async (_, how) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'cancel', how });
    const operation = await provider.submit(workflowIntent({ ...faultySave, ...preview }), call);
    expect(operation.note).toContain('node 11 (SaveVideo)');
    simulator.advance(600_000);
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('the server leaves out node 11 (SaveVideo) of the workflow'),
      retryable: false,
    });
  });
});

const savesNothing: JsonObject = {
  '11': {
    class_type: 'SaveVideo',
    dependent_outputs: ['11'],
    errors: [{ type: 'value_not_in_list', message: 'Value not in list', details: 'codec' }],
  },
};

it('a built-in graph with a fault is refused inside a 200 too, whether the faults name its output or not', async () => {
  for (const outputs of [{ dependent_outputs: ['save'] }, {}]) {
    const { simulator, provider, call } = await setUp();
    const errors = [{ type: 'value_bigger_than_max', message: 'Value bigger than max', details: 'steps' }];
    const body = { prompt_id: 'x', number: 1, node_errors: { k1: { class_type: 'KSampler', ...outputs, errors } } };
    simulator.fail({ on: 'submit', how: { kind: 'http', status: 200, body } });
    expect(await failureOf(provider.submit(intentOf(), call))).toMatchObject({
      code: 'provider.refused',
      delivery: 'not-accepted',
      message: 'comfyui: node k1 (KSampler): Value bigger than max: steps',
    });
  }
});
