import type { JsonObject, JsonValue } from '../../src/json.js';

/** An input as `/object_info` shows it: `[type or list of values, options]`. */
export type InputSpec = readonly [string | readonly string[], JsonObject?];

export interface NodeClass {
  readonly required: Readonly<Record<string, InputSpec>>;
  readonly optional?: Readonly<Record<string, InputSpec>>;
  readonly output: readonly string[];
  readonly isOutput?: boolean;
}

/** File names by folder of `models/`. */
export type ModelFiles = Readonly<Record<'diffusion_models' | 'loras' | 'vae' | 'text_encoders', readonly string[]>>;

/** The files of the official templates, and one LoRA of the user's. */
export const templateFiles: ModelFiles = {
  diffusion_models: [
    'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors',
    'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors',
    'wan2.2_ti2v_5B_fp16.safetensors',
  ],
  loras: [
    'wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors',
    'wan2.2_i2v_lightx2v_4steps_lora_v1_low_noise.safetensors',
    'styles/film.safetensors',
  ],
  vae: ['wan_2.1_vae.safetensors', 'wan2.2_vae.safetensors'],
  text_encoders: ['umt5_xxl_fp8_e4m3fn_scaled.safetensors'],
};

const size = (standard: number, least: number): InputSpec => [
  'INT',
  { default: standard, min: least, max: 16_384, step: least },
];
const length = (standard: number): InputSpec => ['INT', { default: standard, min: 1, max: 16_384, step: 4 }];
const batch: InputSpec = ['INT', { default: 1, min: 1, max: 4096 }];
const seed: InputSpec = ['INT', { default: 0, min: 0, max: 2 ** 64 }];
const steps: InputSpec = ['INT', { default: 20, min: 1, max: 10_000 }];
const cfg: InputSpec = ['FLOAT', { default: 8, min: 0, max: 100 }];
const text: InputSpec = ['STRING', { multiline: true }];
const sampler: InputSpec = [['euler', 'uni_pc', 'dpmpp_2m'], {}];
const scheduler: InputSpec = [['simple', 'normal', 'karras'], {}];
const toggle: InputSpec = [['enable', 'disable'], {}];
const conditioning = { positive: ['CONDITIONING'], negative: ['CONDITIONING'] } as const;

const sampling = { model: ['MODEL'], steps, cfg, sampler_name: sampler, scheduler, ...conditioning } as const;
const wanFrames = {
  ...conditioning,
  vae: ['VAE'],
  width: size(832, 16),
  height: size(480, 16),
  length: length(81),
  batch_size: batch,
} as const;

/** The nodes of the document, as a current server has them. */
export function nodeClasses(files: ModelFiles): Readonly<Record<string, NodeClass>> {
  return {
    UNETLoader: {
      required: {
        unet_name: [files.diffusion_models, {}],
        weight_dtype: [['default', 'fp8_e4m3fn', 'fp8_e4m3fn_fast', 'fp8_e5m2'], {}],
      },
      output: ['MODEL'],
    },
    CLIPLoader: {
      // The newer way to write a list.
      required: { clip_name: ['COMBO', { options: files.text_encoders }], type: [['sd3', 'wan'], {}] },
      optional: { device: [['default', 'cpu'], {}] },
      output: ['CLIP'],
    },
    VAELoader: { required: { vae_name: [files.vae, {}] }, output: ['VAE'] },
    LoraLoaderModelOnly: {
      required: {
        model: ['MODEL'],
        lora_name: [files.loras, {}],
        strength_model: ['FLOAT', { default: 1, min: -100, max: 100 }],
      },
      output: ['MODEL'],
    },
    ModelSamplingSD3: {
      required: { model: ['MODEL'], shift: ['FLOAT', { default: 3, min: 0, max: 100 }] },
      output: ['MODEL'],
    },
    CLIPTextEncode: { required: { text, clip: ['CLIP'] }, output: ['CONDITIONING'] },
    LoadImage: { required: { image: ['STRING', {}] }, output: ['IMAGE', 'MASK'] },
    WanImageToVideo: {
      required: wanFrames,
      optional: { start_image: ['IMAGE'], clip_vision_output: ['CLIP_VISION_OUTPUT'], ref_pad_image: ['IMAGE'] },
      output: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    },
    WanFirstLastFrameToVideo: {
      required: wanFrames,
      optional: { start_image: ['IMAGE'], end_image: ['IMAGE'] },
      output: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    },
    Wan22ImageToVideoLatent: {
      required: {
        vae: ['VAE'],
        width: size(1280, 32),
        height: size(704, 32),
        length: length(49),
        batch_size: batch,
      },
      optional: { start_image: ['IMAGE'] },
      output: ['LATENT'],
    },
    KSamplerAdvanced: {
      required: {
        ...sampling,
        latent_image: ['LATENT'],
        add_noise: toggle,
        noise_seed: seed,
        start_at_step: ['INT', { default: 0, min: 0, max: 10_000 }],
        end_at_step: ['INT', { default: 10_000, min: 0, max: 10_000 }],
        return_with_leftover_noise: toggle,
      },
      output: ['LATENT'],
    },
    KSampler: {
      required: { ...sampling, latent_image: ['LATENT'], seed, denoise: ['FLOAT', { default: 1, min: 0, max: 1 }] },
      output: ['LATENT'],
    },
    VAEDecode: { required: { samples: ['LATENT'], vae: ['VAE'] }, output: ['IMAGE'] },
    CreateVideo: {
      required: { images: ['IMAGE'], fps: ['FLOAT', { default: 30, min: 1, max: 120 }] },
      optional: { audio: ['AUDIO'] },
      output: ['VIDEO'],
    },
    SaveVideo: {
      required: {
        video: ['VIDEO'],
        filename_prefix: ['STRING', { default: 'video/ComfyUI' }],
        format: [['auto', 'mp4'], {}],
      },
      optional: { codec: [['auto', 'h264'], {}] },
      output: [],
      isOutput: true,
    },
    SaveImage: {
      required: { images: ['IMAGE'], filename_prefix: ['STRING', { default: 'ComfyUI' }] },
      output: [],
      isOutput: true,
    },
    PreviewImage: { required: { images: ['IMAGE'] }, output: [], isOutput: true },
    ImageScaleBy: {
      required: {
        image: ['IMAGE'],
        upscale_method: [['nearest-exact', 'lanczos'], {}],
        scale_by: ['FLOAT', { default: 1, min: 0.01, max: 8 }],
      },
      output: ['IMAGE'],
    },
    // Of a pack that many have installed.
    VHS_VideoCombine: {
      required: {
        images: ['IMAGE'],
        frame_rate: ['FLOAT', { default: 8, min: 1 }],
        loop_count: ['INT', { default: 0, min: 0, max: 100 }],
        filename_prefix: ['STRING', { default: 'AnimateDiff' }],
        format: [['image/gif', 'image/webp', 'video/h264-mp4', 'video/webm'], {}],
      },
      output: ['VHS_FILENAMES'],
      isOutput: true,
    },
  };
}

/** The values of a list input; undefined for the others. */
export function valuesOf([type, options]: InputSpec): readonly JsonValue[] | undefined {
  if (typeof type !== 'string') return type;
  return Array.isArray(options?.options) ? options.options : undefined;
}
