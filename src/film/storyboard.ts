import { z } from 'zod';
import { requestSchema } from '../providers/request.js';

const preset = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .optional()
  .describe('Name or path of a preset');

const shotSchema = requestSchema.extend({
  preset,
  image: requestSchema.shape.image.describe('A new first image: a hard cut'),
});

const joinPattern = /^(?:smooth|copy|fade:\d+(?:\.\d+)?s?)$/;

/** A storyboard file: shots in order, each going on from the last frame of the one before it unless it names an image. */
export const storyboardSchema = z.strictObject({
  $schema: z.string().optional().describe('Where editors find this schema'),
  image: requestSchema.shape.image.describe('First frame of the first shot'),
  defaults: requestSchema
    .omit({ image: true, endImage: true })
    .extend({ preset })
    .optional()
    .describe('Fields of every shot that does not say otherwise; the seed is the base, shot k uses seed + k'),
  shots: z
    .array(shotSchema)
    .min(1, 'there are no shots')
    .max(500, 'more than 500 shots')
    .describe('The shots, in order'),
  join: z
    .string()
    .regex(joinPattern, 'must be smooth, copy or fade:<seconds>')
    .optional()
    .describe('How shots are joined'),
  music: z
    .union([
      z.string().min(1),
      z.strictObject({ file: z.string().min(1), fadeOut: z.number().min(0).max(600).optional() }),
    ])
    .optional()
    .describe('WAV, MP3 or M4A under the film'),
  keepAudio: z.boolean().optional().describe("Keep the clips' own sound"),
  output: z.string().min(1).optional().describe('File name of the film'),
});
export type StoryboardFile = z.infer<typeof storyboardSchema>;
export type ShotFields = z.infer<typeof shotSchema>;

/** A storyboard whose paths are absolute. */
export interface Storyboard {
  /** As messages name it. */
  readonly file: string;
  /** Base name without extension; seeds are derived from it. */
  readonly name: string;
  /** Null for the short form on the command line. */
  readonly path: string | null;
  /** SHA-256 of the file; null for the short form. */
  readonly digest: string | null;
  readonly content: StoryboardFile;
  /** The folder from which presets count. */
  readonly directory: string;
}
