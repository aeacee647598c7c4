import type { BuiltInGraph, Graph } from './graph.js';

/** From the official template `video_wan2_2_14B_i2v` and its 4-step LoRAs, as the document of 2026-11-21 has them. */
const original: Graph = {
  clip: {
    class_type: 'CLIPLoader',
    inputs: { clip_name: 'umt5_xxl_fp8_e4m3fn_scaled.safetensors', type: 'wan', device: 'default' },
  },
  vae: { class_type: 'VAELoader', inputs: { vae_name: 'wan_2.1_vae.safetensors' } },
  hi: {
    class_type: 'UNETLoader',
    inputs: { unet_name: 'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors', weight_dtype: 'default' },
  },
  lo: {
    class_type: 'UNETLoader',
    inputs: { unet_name: 'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors', weight_dtype: 'default' },
  },
  hiS: { class_type: 'ModelSamplingSD3', inputs: { model: ['hi', 0], shift: 5 } },
  loS: { class_type: 'ModelSamplingSD3', inputs: { model: ['lo', 0], shift: 5 } },
  pos: { class_type: 'CLIPTextEncode', inputs: { clip: ['clip', 0], text: '' } },
  neg: { class_type: 'CLIPTextEncode', inputs: { clip: ['clip', 0], text: '' } },
  img: { class_type: 'LoadImage', inputs: { image: '' } },
  i2v: {
    class_type: 'WanImageToVideo',
    inputs: {
      positive: ['pos', 0],
      negative: ['neg', 0],
      vae: ['vae', 0],
      start_image: ['img', 0],
      width: 832,
      height: 480,
      length: 81,
      batch_size: 1,
    },
  },
  k1: {
    class_type: 'KSamplerAdvanced',
    inputs: {
      model: ['hiS', 0],
      positive: ['i2v', 0],
      negative: ['i2v', 1],
      latent_image: ['i2v', 2],
      add_noise: 'enable',
      noise_seed: 0,
      steps: 20,
      cfg: 3.5,
      sampler_name: 'euler',
      scheduler: 'simple',
      start_at_step: 0,
      end_at_step: 10,
      return_with_leftover_noise: 'enable',
    },
  },
  k2: {
    class_type: 'KSamplerAdvanced',
    inputs: {
      model: ['loS', 0],
      positive: ['i2v', 0],
      negative: ['i2v', 1],
      latent_image: ['k1', 0],
      add_noise: 'disable',
      noise_seed: 0,
      steps: 20,
      cfg: 3.5,
      sampler_name: 'euler',
      scheduler: 'simple',
      start_at_step: 10,
      end_at_step: 20,
      return_with_leftover_noise: 'disable',
    },
  },
  dec: { class_type: 'VAEDecode', inputs: { samples: ['k2', 0], vae: ['vae', 0] } },
  vid: { class_type: 'CreateVideo', inputs: { images: ['dec', 0], fps: 16 } },
  // `format` and `codec` flat: servers before and after the nested `format.codec` of mid-2026 read them alike.
  save: { class_type: 'SaveVideo', inputs: { video: ['vid', 0], filename_prefix: '', format: 'auto', codec: 'auto' } },
};

const lightning: Graph = {
  ...original,
  hiL: lightningLora('hi', 'wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors'),
  loL: lightningLora('lo', 'wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors'),
  ...set(original, 'hiS', { model: ['hiL', 0] }),
  ...set(original, 'loS', { model: ['loL', 0] }),
  ...set(original, 'k1', { steps: 4, cfg: 1, end_at_step: 2 }),
  ...set(original, 'k2', { steps: 4, cfg: 1, start_at_step: 2, end_at_step: 4 }),
};

const shared: Omit<BuiltInGraph, 'graph' | 'experts'> = {
  frame: 'i2v',
  multiple: 16,
  pixels: { '480p': 832 * 480, '720p': 1280 * 720 },
  samplers: ['k1', 'k2'],
};

/** Wan 2.2 14B, both experts, 20 steps. */
export const original14b: BuiltInGraph = {
  ...shared,
  graph: original,
  experts: { high: { loader: 'hi', consumer: 'hiS' }, low: { loader: 'lo', consumer: 'loS' } },
};

/** Wan 2.2 14B with the lightx2v LoRA pair, 4 steps. */
export const lightning14b: BuiltInGraph = {
  ...shared,
  graph: lightning,
  experts: { high: { loader: 'hiL', consumer: 'hiS' }, low: { loader: 'loL', consumer: 'loS' } },
};

function lightningLora(loader: string, name: string): Graph[string] {
  return { class_type: 'LoraLoaderModelOnly', inputs: { model: [loader, 0], lora_name: name, strength_model: 1 } };
}

function set(graph: Graph, id: string, inputs: Graph[string]['inputs']): Graph {
  const node = graph[id];
  return node === undefined ? {} : { [id]: { ...node, inputs: { ...node.inputs, ...inputs } } };
}
