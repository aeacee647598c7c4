import type { BuiltInGraph, Graph } from './graph.js';

/** From the official template `video_wan2_2_5B_ti2v`, as the document of 2026-11-21 has it. */
const graph: Graph = {
  clip: {
    class_type: 'CLIPLoader',
    inputs: { clip_name: 'umt5_xxl_fp8_e4m3fn_scaled.safetensors', type: 'wan', device: 'default' },
  },
  vae: { class_type: 'VAELoader', inputs: { vae_name: 'wan2.2_vae.safetensors' } },
  m: { class_type: 'UNETLoader', inputs: { unet_name: 'wan2.2_ti2v_5B_fp16.safetensors', weight_dtype: 'default' } },
  ms: { class_type: 'ModelSamplingSD3', inputs: { model: ['m', 0], shift: 8 } },
  pos: { class_type: 'CLIPTextEncode', inputs: { clip: ['clip', 0], text: '' } },
  neg: { class_type: 'CLIPTextEncode', inputs: { clip: ['clip', 0], text: '' } },
  img: { class_type: 'LoadImage', inputs: { image: '' } },
  lat: {
    class_type: 'Wan22ImageToVideoLatent',
    inputs: { vae: ['vae', 0], start_image: ['img', 0], width: 1280, height: 704, length: 121, batch_size: 1 },
  },
  // The latent node carries no conditioning: the texts go straight to the sampler.
  k: {
    class_type: 'KSampler',
    inputs: {
      model: ['ms', 0],
      positive: ['pos', 0],
      negative: ['neg', 0],
      latent_image: ['lat', 0],
      seed: 0,
      steps: 20,
      cfg: 5,
      sampler_name: 'uni_pc',
      scheduler: 'simple',
      denoise: 1,
    },
  },
  dec: { class_type: 'VAEDecode', inputs: { samples: ['k', 0], vae: ['vae', 0] } },
  vid: { class_type: 'CreateVideo', inputs: { images: ['dec', 0], fps: 24 } },
  save: { class_type: 'SaveVideo', inputs: { video: ['vid', 0], filename_prefix: '', format: 'auto', codec: 'auto' } },
};

/** Wan 2.2 5B, one model for text and image. */
export const hybrid5b: BuiltInGraph = {
  graph,
  frame: 'lat',
  multiple: 32,
  pixels: { '480p': 832 * 480, '720p': 1280 * 704 },
  experts: { high: { loader: 'm', consumer: 'ms' } },
  samplers: undefined,
};
