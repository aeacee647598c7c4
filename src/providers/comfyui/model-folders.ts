/** Folders under `models/` by the input that names a file in them. */
const byInput: Readonly<Record<string, string>> = {
  unet_name: 'diffusion_models',
  clip_name: 'text_encoders',
  clip_name1: 'text_encoders',
  clip_name2: 'text_encoders',
  clip_name3: 'text_encoders',
  vae_name: 'vae',
  lora_name: 'loras',
  ckpt_name: 'checkpoints',
  control_net_name: 'controlnet',
  style_model_name: 'style_models',
};
/** Nodes whose input has the name of another folder's, or no telling one. */
const byClass: Readonly<Record<string, string>> = {
  CLIPVisionLoader: 'clip_vision',
  UpscaleModelLoader: 'upscale_models',
};

export interface NamedFile {
  readonly nodeClass: string;
  readonly input: string;
  readonly file: string;
}

/** `models/<folder>/<file>`; undefined for what is no model file, or lies nobody knows where. */
export function modelPath({ nodeClass, input, file }: NamedFile): string | undefined {
  const folder = own(byClass, nodeClass) ?? own(byInput, input);
  return folder === undefined ? undefined : `models/${folder}/${file}`;
}

/** Whether a name is one of a model's weights. */
export function isModelFile(name: string): boolean {
  return /\.(safetensors|sft|ckpt|pth?|bin|gguf|onnx)$/i.test(name);
}

function own(folders: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(folders, key) ? folders[key] : undefined;
}
