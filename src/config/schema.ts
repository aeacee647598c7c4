import { z } from 'zod';
import { providerIds, requestSchema } from '../providers/request.js';
import { durationPattern } from './duration.js';

const httpUrl = z.url({ protocol: /^https?$/ });
const dollars = z.number().min(0);
const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');
/** Headers that belong to the exchange itself; ComfyUI refuses any with an Origin. */
const ownHeaders =
  /^(host|origin|user-agent|connection|upgrade|transfer-encoding|range|if-range|(accept|content|sec)-.*)$/i;
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
  .refine((name) => !ownHeaders.test(name), 'is a header that wan sets itself, or must not send');
const hostLabel = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const secretName = /key|token|secret|passw|credential|authorization/i;

/** Whether a name looks like one that would hold a secret; such names have no place in a config file. */
export function looksSecret(name: string): boolean {
  return secretName.test(name);
}

const settingValues = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .superRefine((settings, context) => {
    for (const name of Object.keys(settings).filter(looksSecret)) {
      context.addIssue({ code: 'custom', path: [name], message: 'secrets have no place in a config file' });
    }
  });

const budgetSchema = z.strictObject({
  perRun: dollars.optional().describe('Most that one run may cost, USD'),
  perDay: dollars.optional().describe('Most that one calendar day may cost, USD'),
});

const providerSettingsSchema = z.strictObject({
  baseUrl: httpUrl.optional().describe('Scheme, host and port of a proxy or gateway that stands for every API host'),
  keyVariable: variableName.optional().describe('Environment variable that holds the key, tried before the usual ones'),
  keyFile: z.string().min(1).optional().describe('File that holds the key, read when no variable does'),
  headers: z
    .record(headerName, variableName)
    .optional()
    .describe('Headers that a proxy in front of it asks for, each with the environment variable of its value'),
  region: z.string().regex(hostLabel, 'must be a region name such as ap-southeast-1').optional().describe('Region'),
  concurrency: z.int().min(1).max(1000).optional().describe('Jobs at once'),
  submitsPerMinute: z.number().positive().max(100_000).optional().describe('Submits a minute'),
  budget: budgetSchema.optional().describe('Caps in USD on what goes to this provider; 0 is a cap'),
  settings: settingValues.optional().describe('Further settings of this provider, never secrets'),
});

const bucketSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/, 'must be a bucket name')
    .optional()
    .describe('Name of the bucket'),
  prefix: z.string().max(512).optional().describe('Put before every key'),
  region: z.string().regex(hostLabel, 'must be a region name such as eu-central-1').optional().describe('Region'),
  endpoint: httpUrl.optional().describe('For services that speak S3: R2, MinIO, B2, GCS interop, OSS'),
  publicBaseUrl: httpUrl.optional().describe('Public address of the bucket; presigned URLs are made without it'),
  forcePathStyle: z.boolean().optional().describe('Bucket in the path instead of in the host name'),
  profile: z.string().min(1).optional().describe('AWS profile whose credentials are used'),
});

const presetReference = z.string().min(1);

/** The config file, at user and at project level. */
export const configSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find this schema'),
  provider: z.enum(providerIds).optional().describe('Who renders'),
  model: z.string().min(1).optional().describe("A portable name (wan-2.2-turbo) or a provider's own id"),
  preset: z
    .union([presetReference, z.array(presetReference)])
    .optional()
    .describe('Name or path of a preset, or a list of which later ones win'),
  defaults: requestSchema
    .omit({ provider: true, model: true, background: true, keepMetadata: true })
    .optional()
    .describe('Request fields that hold unless a flag or a preset says otherwise'),
  background: requestSchema.shape.background,
  keepMetadata: requestSchema.shape.keepMetadata,
  output: z.string().min(1).optional().describe('Template of file names (default {name}-{id}.mp4)'),
  concurrency: z.int().min(1).max(1000).optional().describe('Jobs at once, over all providers'),
  budget: budgetSchema.optional().describe('Caps in USD; 0 is a cap'),
  confirmAbove: dollars.optional().describe('Runs that cost more than this are asked about, USD (default 1.00)'),
  provenance: z
    .enum(['sidecar', 'embed', 'both', 'none'])
    .optional()
    .describe('Where the origin of a clip is written (default embed)'),
  bucket: z
    .union([z.string().min(1), bucketSchema])
    .optional()
    .describe('The bucket for local files, or the name of one of "buckets"'),
  buckets: z.record(z.string().min(1), bucketSchema).optional().describe('Buckets by name, for --bucket'),
  webhook: httpUrl.optional().describe('Where the provider reports the end of a job'),
  ffmpegPath: z.string().min(1).optional().describe('The ffmpeg to run'),
  ffprobePath: z.string().min(1).optional().describe('The ffprobe to run'),
  waitTimeout: z
    .string()
    .regex(durationPattern, 'must be a duration such as 30m, 1h or 1h30m')
    .optional()
    .describe('How long to wait for a job that shows no progress'),
  providers: z
    .partialRecord(z.enum(providerIds), providerSettingsSchema)
    .optional()
    .describe('Settings of single providers'),
  presetsDirectory: z.string().min(1).optional().describe('Folder of presets, relative to this file'),
});

/** A preset: portable fields, safe to commit. */
export const presetSchema = requestSchema.extend({
  $schema: z.string().optional().describe('Where editors find this schema'),
  description: z.string().optional().describe('What the preset is for, in one line'),
  extends: z
    .union([presetReference, z.array(presetReference)])
    .optional()
    .describe('Name or path of a preset to build on, or a list of which later ones win'),
  output: z.string().min(1).optional().describe('Template of file names'),
});

export type Config = z.infer<typeof configSchema>;
export type PresetFile = z.infer<typeof presetSchema>;
export type BucketSettings = z.infer<typeof bucketSchema>;
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;
