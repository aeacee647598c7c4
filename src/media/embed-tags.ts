import { type Clip, inspectClip } from './clip.js';
import { openMedia } from './open-media.js';

/**
 * Copies an MP4 packet by packet, with tags. Nothing is encoded again, and the copy is checked to hold the same
 * pictures. The same clip and tags give the same bytes.
 *
 * @throws any error; `into` may be left then, and is of no use
 */
export async function embedTags(order: {
  readonly from: string;
  readonly into: string;
  readonly clip: Clip;
  readonly tags: Readonly<Record<string, string>>;
}): Promise<void> {
  const { from, into, clip, tags } = order;
  await copyWithTags(from, into, tags);
  requireSame(clip, await inspectClip(into));
}

async function copyWithTags(from: string, to: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const { Conversion, FilePathTarget, Mp4OutputFormat, Output } = await import('mediabunny');
  const input = await openMedia(from);
  try {
    // `mdta` takes keys of any length, which the older form of four letters does not.
    const format = new Mp4OutputFormat({ fastStart: 'in-memory', metadataFormat: 'mdta' });
    const output = new Output({ format, target: new FilePathTarget(to) });
    const { comment, ...raw } = tags;
    const conversion = await Conversion.init({
      input,
      output,
      showWarnings: false,
      tags: ({ raw: _, ...existing }) => ({ ...existing, ...(comment === undefined ? {} : { comment }), raw }),
    });
    if (!conversion.isValid || conversion.discardedTracks.length > 0)
      throw new Error('it holds tracks of another kind');
    await conversion.execute();
  } finally {
    input.dispose();
  }
}

function requireSame(before: Clip, after: Clip): void {
  const isSame =
    before.frames === after.frames &&
    before.width === after.width &&
    before.height === after.height &&
    before.codec === after.codec &&
    before.hasAudio === after.hasAudio &&
    Math.abs(before.durationSeconds - after.durationSeconds) < 1 / before.fps;
  if (!isSame) throw new Error('the copy came out different');
}
