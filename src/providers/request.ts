import { z } from 'zod';
import type { JsonObject, JsonValue } from '../json.js';

/** Ids as users write them after `--provider`. */
export const providerIds = [
  'fal',
  'replicate',
  'wavespeed',
  'atlascloud',
  'ai302',
  'kie',
  'eachlabs',
  'dashscope',
  'puter',
  'comfyui',
  'local',
] as const;
export type ProviderId = (typeof providerIds)[number];

/** The largest seed that every provider takes unless its schema says otherwise: 2^31 - 1. */
export const maxSeed = 2_147_483_647;

const jsonValue: z.ZodType<JsonValue> = z.json();

export const loraSchema = z.strictObject({
  path: z.string().min(1).describe('URL, model-hub path or local .safetensors file'),
  scale: z.number().min(0).max(4).optional().describe('Strength, 1 when left out'),
});
export type Lora = z.infer<typeof loraSchema>;

/**
 * The portable request: one schema for flags, presets, config defaults, manifest rows and shots.
 * Which of these a model takes, with which values, is the catalogue's to say.
 */
export const requestSchema = z.strictObject({
  image: z.string().min(1).optional().describe('First frame: a path or an https URL'),
  endImage: z.string().min(1).optional().describe('Last frame to arrive at: a path or an https URL'),
  prompt: z.string().optional().describe('What happens in the clip'),
  negativePrompt: z.string().optional().describe('What to keep out of the clip'),
  provider: z.enum(providerIds).optional().describe('Who renders'),
  model: z.string().min(1).optional().describe("A portable name (wan-2.2-turbo) or a provider's own id"),
  resolution: z.string().min(1).optional().describe('480p, 580p, 720p, 1080p, or what the model names'),
  aspectRatio: z.string().min(1).optional().describe('auto, 16:9, 9:16, 1:1, 4:3, 3:4, or what the model names'),
  duration: z.number().positive().max(600).optional().describe('Length of the clip in seconds'),
  frames: z.int().positive().max(10_000).optional().describe('Length of the clip in frames'),
  fps: z.number().positive().max(240).optional().describe('Frames per second'),
  steps: z.int().positive().max(1000).optional().describe('Inference steps'),
  guidance: z.number().min(0).max(100).optional().describe('Guidance scale'),
  shift: z.number().min(0).max(100).optional().describe('Sampling shift'),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe('Random seed; 0 is a seed'),
  loras: z.array(loraSchema).optional().describe('LoRAs for the whole model'),
  lorasHigh: z.array(loraSchema).optional().describe('LoRAs for the high-noise expert'),
  lorasLow: z.array(loraSchema).optional().describe('LoRAs for the low-noise expert'),
  audio: z.string().min(1).optional().describe('Voice or music: a path or an https URL to WAV, MP3 or M4A'),
  workflow: z.string().min(1).optional().describe('ComfyUI workflow in the API format: a path to its JSON file'),
  acceleration: z.string().min(1).optional().describe("The model's own acceleration level"),
  safetyChecker: z.boolean().optional().describe("The provider's safety checker; on unless turned off"),
  expandPrompt: z.boolean().optional().describe('Let the provider rewrite the prompt'),
  extra: z.record(z.string(), jsonValue).optional().describe('Raw provider parameters, as --set gives them'),
  background: z
    .string()
    .regex(/^#?[0-9a-fA-F]{6}$|^[a-zA-Z]+$/)
    .optional()
    .describe('Colour under transparent parts of the image (default white)'),
  keepMetadata: z.boolean().optional().describe('Keep EXIF and other metadata in uploaded images'),
});

/** What a user may ask for, before defaults; absent means not set, never "off". */
export type RequestFields = z.infer<typeof requestSchema>;
export type RequestField = keyof RequestFields;

/** Fields that reach the model, as opposed to choosing it or preparing its files. */
export type ModelOption = Exclude<RequestField, 'provider' | 'model' | 'extra' | 'background' | 'keepMetadata'>;

export type MediaRole = 'image' | 'endImage' | 'audio';
/** Files that go to a provider: media, and a workflow as it is. */
export type HostedRole = MediaRole | 'workflow';

/** A prepared file on this machine, ready to be hosted. */
export interface MediaFile {
  readonly path: string;
  /** SHA-256 of these bytes, hex. */
  readonly digest: string;
  readonly mime: string;
  readonly bytes: number;
  /** Pixels; absent for audio. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Where a provider can read a file: an https URL, a data URI, or for the embedded provider a path. */
export interface HostedFile {
  readonly url: string;
  /** Epoch milliseconds; null means that it does not expire. */
  readonly expiresAt: number | null;
  /** SHA-256 of the bytes, hex; absent for a URL that the user gave. */
  readonly digest?: string | undefined;
}

/** One clip as an adapter receives it: everything resolved, checked and hosted. */
export interface VideoRequest {
  /** The provider's own model or endpoint id. */
  readonly endpoint: string;
  /** The model's parameters under their wire names, mapped and typed by the catalogue, media as hosted URLs. */
  readonly wire: JsonObject;
  /** The same in portable terms, for adapters that build something other than a flat body. */
  readonly options: Pick<RequestFields, ModelOption>;
  readonly media: Readonly<Partial<Record<HostedRole, HostedFile>>>;
  /** Where the provider should report the end, if the user asked for it. */
  readonly webhook?: string | undefined;
}
