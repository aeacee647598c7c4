/** What a file is by its first bytes; names and extensions are never asked. */
export type ImageKind = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'tiff' | 'gif' | 'bmp';

/** How many bytes `imageKind` and `describeOther` want to see. */
export const headLength = 512;

export const imageMimes: Readonly<Record<ImageKind, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  tiff: 'image/tiff',
  gif: 'image/gif',
  bmp: 'image/bmp',
};

/** The kind of image, or undefined for anything else. Pure. */
export function imageKind(head: Uint8Array): ImageKind | undefined {
  const text = latin1(head);
  if (text.startsWith('\u00ff\u00d8\u00ff')) return 'jpeg';
  if (text.startsWith('\u0089PNG\r\n\u001a\n')) return 'png';
  if (/^RIFF....WEBP/s.test(text)) return 'webp';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (/^(II[*+]\u0000|MM\u0000[*+])/.test(text)) return 'tiff';
  if (isBitmap(text, head)) return 'bmp';
  return kindByBrand(text);
}

/** What something that is not an image seems to be, for the message; says nothing about its contents. */
export function describeOther(head: Uint8Array): string {
  const text = latin1(head);
  const known = otherKinds.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return known[1];
  // Bytes from 0x80 may be UTF-8; control characters other than white space never stand in text.
  return /^[\t\n\f\r\u0020-\u007e\u0080-\u00ff]*$/.test(text) ? 'text' : 'of no known media type';
}

const otherKinds: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]*(KEY|CERTIFICATE)/, 'a key or certificate'],
  [/^%PDF-/, 'a PDF'],
  [/<svg[\s>]/i, 'an SVG drawing'],
  [/^\s*(<!doctype html|<html|<head|<body)/i, 'an HTML page'],
  [/^.{4}ftyp/s, 'a video or audio file'],
  [/^\u001aE\u00df\u00a3/, 'a video'],
  [/^RIFF....WAVE/s, 'a sound file'],
  [/^(ID3|fLaC|OggS)/, 'a sound file'],
  [/^(PK\u0003\u0004|\u001f\u008b)/, 'an archive'],
];

/** ISO media files name what they can be read as: `ftyp`, the major brand, a version, then compatible brands. */
function kindByBrand(text: string): ImageKind | undefined {
  if (text.slice(4, 8) !== 'ftyp') return undefined;
  const length = Math.min(boxLength(text), text.length);
  const brands = [text.slice(8, 12), ...(text.slice(16, length).match(/.{4}/gs) ?? [])];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brands[0] ?? '') ? 'heic' : undefined;
}

function boxLength(text: string): number {
  return [0, 1, 2, 3].reduce((sum, index) => sum * 256 + text.charCodeAt(index), 0);
}

/** "BM" also begins prose: the reserved field must be zero and the header of a known length. */
function isBitmap(text: string, head: Uint8Array): boolean {
  return /^BM....\u0000\u0000\u0000\u0000/s.test(text) && [12, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, headLength)).toString('latin1');
}
