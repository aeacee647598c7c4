import { z } from 'zod';

/** What a run of a chain needs to join its film, as the run records it. */
export const filmSettings = z.object({
  /** Absolute path of the film. */
  output: z.string(),
  overwrite: z.boolean(),
  join: z.union([
    z.object({ kind: z.enum(['smooth', 'copy']) }),
    z.object({ kind: z.literal('fade'), seconds: z.number() }),
  ]),
  /** With the SHA-256 of the file when the film was asked for: other music makes another film. */
  music: z.object({ file: z.string(), fadeOut: z.number(), digest: z.string().optional() }).nullable(),
  keepAudio: z.boolean(),
  /** The shots in order: their jobs, and whether each goes on from the one before it. */
  shots: z.array(z.object({ job: z.string(), isChained: z.boolean() })),
});
export type FilmSettings = z.infer<typeof filmSettings>;

/** The film of a run, if it makes one. */
export function filmOf(settings: { readonly film?: unknown }): FilmSettings | undefined {
  const parsed = filmSettings.safeParse(settings.film);
  return parsed.success ? parsed.data : undefined;
}
