import type { JsonObject, JsonValue } from '../../../src/json.js';
import { createComfyui } from '../../../src/providers/comfyui.js';
import type { SubmitIntent } from '../../../src/providers/provider.js';
import type { HostedFile, VideoRequest } from '../../../src/providers/request.js';
import { picture } from './setup.js';

/** A graph as the editor exports it, with every placeholder. */
export const sample = {
  '1': { class_type: 'UNETLoader', inputs: { unet_name: 'wan2.2_ti2v_5B_fp16.safetensors', weight_dtype: 'default' } },
  '2': {
    class_type: 'CLIPLoader',
    inputs: { clip_name: 'umt5_xxl_fp8_e4m3fn_scaled.safetensors', type: 'wan', device: 'default' },
    _meta: { title: 'Text encoder of {{nobody}}' },
  },
  '3': { class_type: 'VAELoader', inputs: { vae_name: 'wan2.2_vae.safetensors' } },
  '4': { class_type: 'LoadImage', inputs: { image: '{{image}}' } },
  '5': { class_type: 'CLIPTextEncode', inputs: { clip: ['2', 0], text: 'film still: {{prompt}}, at {{ fps }} fps' } },
  '6': { class_type: 'CLIPTextEncode', inputs: { clip: ['2', 0], text: '{{negative}}' } },
  '7': {
    class_type: 'Wan22ImageToVideoLatent',
    inputs: {
      vae: ['3', 0],
      start_image: ['4', 0],
      width: '{{width}}',
      height: '{{height}}',
      length: '{{length}}',
      batch_size: 1,
    },
  },
  '8': {
    class_type: 'KSampler',
    inputs: {
      model: ['1', 0],
      positive: ['5', 0],
      negative: ['6', 0],
      latent_image: ['7', 0],
      seed: '{{seed}}',
      steps: 20,
      cfg: 5,
      sampler_name: 'uni_pc',
      scheduler: 'simple',
      denoise: 1,
    },
  },
  '9': { class_type: 'VAEDecode', inputs: { samples: ['8', 0], vae: ['3', 0] } },
  '10': { class_type: 'CreateVideo', inputs: { images: ['9', 0], fps: '{{fps}}' } },
  '11': {
    class_type: 'SaveVideo',
    inputs: { video: ['10', 0], filename_prefix: 'mine/hero', format: 'auto', codec: 'auto' },
  },
} satisfies JsonObject;

export type Nodes = Readonly<Record<string, { readonly class_type: string; readonly inputs: JsonObject }>>;

/** The sample with other inputs in one node. */
export function withInputs(id: keyof typeof sample, inputs: JsonObject): Nodes {
  const node: Nodes[string] = sample[id];
  return { ...sample, [id]: { ...node, inputs: { ...node.inputs, ...inputs } } };
}

/** As the program hands a workflow over. */
export function hostedWorkflow(graph: JsonValue): HostedFile {
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(graph)).toString('base64')}`;
  return { url, expiresAt: null };
}

export function workflowRequest(graph: JsonValue, wire: JsonObject = {}): VideoRequest {
  const media = { image: { url: picture, expiresAt: null }, workflow: hostedWorkflow(graph) };
  const filled = { image: picture, prompt: 'the fox turns its head', seed: 7, ...wire };
  return { endpoint: 'workflow', wire: filled, options: {}, media };
}

let count = 0;

export function workflowIntent(graph: JsonValue, wire: JsonObject = {}): SubmitIntent {
  count += 1;
  const id = `workflow-${count}`;
  return createComfyui().prepare(workflowRequest(graph, wire), () => id);
}

/** The nodes that an intent would send. */
export function nodesOf({ body }: SubmitIntent): Nodes {
  return JSON.parse(JSON.stringify(body.prompt));
}
