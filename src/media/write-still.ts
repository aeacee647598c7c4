import { writeFile } from 'node:fs/promises';
import { loadSharp } from './image/load-sharp.js';
import { xmpFacts } from './mark-film.js';
import { type Tags, xmpPacket } from './mp4/mp4-tags.js';

export type StillFormat = 'png' | 'jpeg' | 'webp';

export interface Still {
  /** A PNG. */
  readonly picture: Uint8Array;
  /** A PNG of the same size to lay over it. */
  readonly overlay?: Uint8Array | undefined;
  readonly format: StillFormat;
  /** As `readOrigin` gives it. */
  readonly origin: Tags | undefined;
  readonly into: string;
}

/** Writes a picture in the form that was asked for, with the marks of the clip it was taken from. */
export async function writeStill({
  picture,
  overlay,
  format,
  origin,
  into,
}: Still): Promise<{ width: number; height: number }> {
  const sharp = await loadSharp();
  const plain = sharp(picture);
  const whole = overlay === undefined ? plain : plain.composite([{ input: Buffer.from(overlay) }]);
  const signed = origin === undefined ? whole : whole.withXmp(xmpPacket(xmpFacts(origin)));
  const { data, info } = await signed
    .removeAlpha()
    .toFormat(format, options[format])
    .toBuffer({ resolveWithObject: true });
  await writeFile(into, data);
  return { width: info.width, height: info.height };
}

const options = {
  png: { compressionLevel: 9 },
  jpeg: { quality: 92, chromaSubsampling: '4:4:4' },
  webp: { quality: 92 },
} as const;
