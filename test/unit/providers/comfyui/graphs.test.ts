import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/json.js';
import { buildGraph } from '../../../../src/providers/comfyui/build-graph.js';
import type { Graph } from '../../../../src/providers/comfyui/graph.js';
import { modelPath } from '../../../../src/providers/comfyui/model-folders.js';
import { linkedNode } from '../../../../src/providers/comfyui/workflow.js';
import type { VideoRequest } from '../../../../src/providers/request.js';

const encoder = 'models/text_encoders/umt5_xxl_fp8_e4m3fn_scaled.safetensors';
const experts = ['high', 'low'].map(
  (noise) => `models/diffusion_models/wan2.2_i2v_${noise}_noise_14B_fp8_scaled.safetensors`,
);
const pair = ['high', 'low'].map(
  (noise) => `models/loras/wan2.2_i2v_lightx2v_4steps_lora_v1_${noise}_noise.safetensors`,
);
const vae14b = 'models/vae/wan_2.1_vae.safetensors';
const files: Readonly<Record<string, readonly string[]>> = {
  'wan2.2-i2v-14b': [...experts, encoder, vae14b],
  'wan2.2-i2v-14b-lightx2v': [...experts, ...pair, encoder, vae14b],
  'wan2.2-flf2v-14b-lightx2v': [...experts, ...pair, encoder, vae14b],
  'wan2.2-ti2v-5b': [
    'models/diffusion_models/wan2.2_ti2v_5B_fp16.safetensors',
    encoder,
    'models/vae/wan2.2_vae.safetensors',
  ],
};
const endpoints = Object.keys(files);
/** The nodes that take size and length, frame rate, and the seed, by the sampler that draws the noise. */
const spots = (endpoint: string) =>
  endpoint === 'wan2.2-ti2v-5b'
    ? { frame: 'lat', sampler: 'k', seed: 'seed' }
    : { frame: 'i2v', sampler: 'k1', seed: 'noise_seed' };

function build(endpoint: string, changes: Partial<VideoRequest> = {}): Graph {
  const { frame, sampler, seed } = spots(endpoint);
  const wire: JsonObject = {
    img: { image: 'wan-a-1280x720.png' },
    pos: { text: 'the fox turns its head' },
    neg: { text: 'blurred' },
    [frame]: { length: 97 },
    vid: { fps: 20 },
    [sampler]: { [seed]: 123 },
  };
  const media = { image: { url: 'wan-a-1280x720.png', expiresAt: null } };
  return buildGraph({ endpoint, wire, options: { resolution: '720p' }, media, ...changes }, 'video/wan-1');
}

const variants: readonly (readonly [string, Partial<VideoRequest>])[] = endpoints.flatMap((endpoint) => [
  [endpoint, {}] as const,
  [endpoint, { options: { loras: [{ path: 'a' }, { path: 'b', scale: 0.5 }], lorasHigh: [{ path: 'c' }] } }] as const,
  [endpoint, { media: { endImage: { url: 'end.png', expiresAt: null } } }] as const,
]);

describe.each(variants)('the graph of %s with %j', (endpoint, changes) => {
  const graph = build(endpoint, changes);

  it('has every input linked to a node that is there', () => {
    const links = Object.values(graph).flatMap(({ inputs }) =>
      Object.values(inputs).flatMap((value) => linkedNode(value) ?? []),
    );
    expect(links.length).toBeGreaterThan(10);
    expect(links.filter((id) => !Object.hasOwn(graph, id))).toEqual([]);
  });

  it('has no node that leads nowhere, and no circle', () => {
    const reached = new Set<string>();
    const visit = (id: string, path: readonly string[]) => {
      expect(path).not.toContain(id);
      reached.add(id);
      for (const value of Object.values(graph[id]?.inputs ?? {})) {
        const next = linkedNode(value);
        if (next !== undefined) visit(next, [...path, id]);
      }
    };
    visit('save', []);
    expect(Object.keys(graph).filter((id) => !reached.has(id))).toEqual([]);
  });
});

describe.each(endpoints)('%s', (endpoint) => {
  const { frame, sampler, seed } = spots(endpoint);
  const graph = build(endpoint);

  it('loads the files of its template from the folders of the document', () => {
    const named = Object.values(graph).flatMap(({ class_type: nodeClass, inputs }) =>
      Object.entries(inputs).flatMap(([input, file]) =>
        typeof file === 'string' && file.endsWith('.safetensors') ? [modelPath({ nodeClass, input, file })] : [],
      ),
    );
    expect(named.toSorted()).toEqual([...(files[endpoint] ?? [])].sort());
  });

  it('has size, length, frame rate, seed, texts and picture in their places', () => {
    const isHybrid = endpoint.endsWith('5b');
    expect(graph[frame]?.inputs).toMatchObject({
      width: 1280,
      height: isHybrid ? 704 : 720,
      length: 97,
      batch_size: 1,
      start_image: ['img', 0],
    });
    expect(graph.vid?.inputs).toEqual({ images: ['dec', 0], fps: 20 });
    expect(graph[sampler]?.inputs[seed]).toBe(123);
    expect([graph.pos?.inputs.text, graph.neg?.inputs.text]).toEqual(['the fox turns its head', 'blurred']);
    expect(graph.img?.inputs.image).toBe('wan-a-1280x720.png');
    expect(graph.save?.inputs).toEqual({
      video: ['vid', 0],
      filename_prefix: 'video/wan-1',
      format: 'auto',
      codec: 'auto',
    });
  });

  it('is another graph for another request, and leaves the built-in one as it was', () => {
    const before = JSON.stringify(build(endpoint));
    build(endpoint, { wire: { [sampler]: { [seed]: 5, steps: 9 } } });
    expect(JSON.stringify(build(endpoint))).toBe(before);
  });
});

it('hands the latent and its noise from the first expert of 14B to the second', () => {
  const { k1, k2, dec } = build('wan2.2-i2v-14b');
  expect(k1?.inputs).toMatchObject({ model: ['hiS', 0], add_noise: 'enable', return_with_leftover_noise: 'enable' });
  expect(k2?.inputs).toMatchObject({ model: ['loS', 0], latent_image: ['k1', 0], add_noise: 'disable' });
  expect(k2?.inputs.start_at_step).toBe(k1?.inputs.end_at_step);
  expect(dec?.inputs.samples).toEqual(['k2', 0]);
});
