import type { ImageKind } from './image-kind.js';

/**
 * Whether a file holds pixels and nothing else: no EXIF, GPS, profile, comment, preview, nor anything after its end (a
 * phone's motion photo hides a video there). Only such a file may be passed on byte for byte. Pure; when in doubt, false.
 */
export function isPlainImage(bytes: Uint8Array, kind: ImageKind): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (kind === 'jpeg') return isPlainJpeg(view);
  if (kind === 'png') return isPlainPng(view);
  return kind === 'webp' && isPlainWebp(view);
}

/** Markers that carry pixels: SOF0-2, DHT, DQT, DRI, and APP0 with the JFIF header. */
const plainJpegMarkers = new Set([0xc0, 0xc1, 0xc2, 0xc4, 0xdb, 0xdd, 0xe0]);
const jfifBytes = 16;

function isPlainJpeg(view: DataView): boolean {
  let at = 2;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return false;
    const marker = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    // Scans follow one another in a progressive file; entropy-coded data holds no bare marker but restarts.
    if (marker === 0xda) at = endOfScan(view, at + 2 + length);
    else if (!plainJpegMarkers.has(marker) || (marker === 0xe0 && length !== jfifBytes)) return false;
    else at += 2 + length;
    if (at + 2 === view.byteLength && view.getUint16(at) === 0xffd9) return true;
  }
  return false;
}

function endOfScan(view: DataView, start: number): number {
  for (let at = start; at + 1 < view.byteLength; at += 1) {
    const next = view.getUint8(at + 1);
    const isRestart = next >= 0xd0 && next <= 0xd7;
    if (view.getUint8(at) === 0xff && next !== 0 && next !== 0xff && !isRestart) return at;
  }
  return view.byteLength;
}

const plainPngChunks = new Set(['IHDR', 'PLTE', 'IDAT', 'sRGB', 'pHYs', 'bKGD', 'sBIT']);

function isPlainPng(view: DataView): boolean {
  let at = 8;
  while (at + 12 <= view.byteLength) {
    const length = view.getUint32(at);
    const type = fourCharacters(view, at + 4);
    at += 12 + length;
    if (type === 'IEND') return at === view.byteLength;
    if (!plainPngChunks.has(type)) return false;
  }
  return false;
}

/** The extended form (VP8X) is the one that can carry metadata, profiles and animation. */
function isPlainWebp(view: DataView): boolean {
  if (view.byteLength < 20 || view.getUint32(4, true) + 8 !== view.byteLength) return false;
  const length = view.getUint32(16, true);
  const isOnlyChunk = 20 + length + (length % 2) === view.byteLength;
  return isOnlyChunk && (fourCharacters(view, 12) === 'VP8 ' || fourCharacters(view, 12) === 'VP8L');
}

function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}
