import { z } from 'zod';
import type { JsonValue } from '../../json.js';
import type { Progress } from '../provider.js';

/** The FAQ promises generated media for at least this long, ms; an account may keep them for ever. */
export const mediaLifetimeMs = 7 * 86_400_000;

const fileSchema = z.object({ url: z.string() });
const outputSchema = z.object({
  video: z.union([fileSchema, z.string()]).nullish().catch(null),
  videos: z
    .array(z.union([fileSchema, z.string()]))
    .nullish()
    .catch(null),
  video_url: z.string().nullish().catch(null),
  seed: z.int().nonnegative().nullish().catch(null),
});

export interface Moment {
  /** Epoch ms of the submit, where it is known. */
  readonly submittedAt: number | undefined;
  readonly now: number;
}

/** A finished job from the model's own output. */
export function toSucceeded(json: JsonValue, { submittedAt, now }: Moment): Progress {
  const output = outputSchema.safeParse(json).data ?? {};
  const urls = [output.video, ...(output.videos ?? []), output.video_url].map(urlOf).filter(isWebUrl);
  const found = urls.length > 0 ? urls : videosIn(json);
  if (found.length === 0) {
    const reason = 'fal finished the job without a video';
    return { status: 'failed', reason, moderated: false, retryable: false, charged: true };
  }
  return {
    status: 'succeeded',
    urls: [...new Set(found)],
    expiresAt: expiryOf(submittedAt ?? now, now),
    seed: output.seed ?? undefined,
  };
}

/** Counted from the submit, the earliest that it can be; once that is over, nobody knows. */
function expiryOf(since: number, now: number): number | null {
  const expiresAt = since + mediaLifetimeMs;
  return expiresAt > now ? expiresAt : null;
}

/** Models outside the documented forms: any link to a video, wherever it stands. */
function videosIn(json: JsonValue): readonly string[] {
  if (typeof json === 'string') return isWebUrl(json) && /\.(mp4|webm|mov)(\?|$)/i.test(json) ? [json] : [];
  return json !== null && typeof json === 'object' ? Object.values(json).flatMap(videosIn) : [];
}

function urlOf(file: z.infer<typeof fileSchema> | string | null | undefined): string | undefined {
  return typeof file === 'string' ? file : file?.url;
}

function isWebUrl(address: string | undefined): address is string {
  return address !== undefined && URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
