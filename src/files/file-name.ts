/**
 * The longest file name, UTF-8 bytes. File systems take 255; the rest is room for `.part.json`.
 */
export const maxNameBytes = 240;

/** A stretch of a file name: written by the user in a template, or filled in from data. */
export interface NamePiece {
  readonly text: string;
  readonly data: boolean;
}

/**
 * Data as part of a file name on any system: no separator, no character that Windows or a terminal trips over, no
 * leading dot, never empty. So it can name neither another directory nor a hidden file.
 */
export function safeValue(text: string): string {
  const safe = text
    .normalize('NFC')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\s\u0085]+/g, ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}\u200b\ufeff\ufff9-\ufffb]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '-')
    .replace(/^[\s.]+/, '_')
    .trimEnd();
  return safe === '' ? '_' : safe;
}

/**
 * One name from its pieces, legal on every system and at most `maxBytes` long. Where it is too long the longest data
 * gives way first, so that an id at the end survives. A name without data is the user's own and stays.
 */
export function joinName(pieces: readonly NamePiece[], maxBytes: number = maxNameBytes): string {
  const plain = join(pieces);
  if (!pieces.some(({ data }) => data)) return plain;
  let fitted = pieces;
  for (let excess = byteLength(legalName(join(fitted))) - maxBytes; excess > 0; ) {
    const shorter = shorten(fitted, excess);
    if (shorter === undefined) break;
    fitted = shorter;
    excess = byteLength(legalName(join(fitted))) - maxBytes;
  }
  return legalName(cutToBytes(legalName(join(fitted)), maxBytes));
}

/** The longest beginning of a text that takes at most `maxBytes` in UTF-8 and splits no code point. */
function cutToBytes(text: string, maxBytes: number): string {
  if (byteLength(text) <= maxBytes) return text;
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}

/** Whether a name of the user's own leaves no room for what is written beside it until the clip is whole. */
export function isTooLong(name: string): boolean {
  return byteLength(name) > maxNameBytes;
}

/** The text in which two names are compared where a file system takes `A` and `a`, or two spellings of `é`, for one. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Whether Windows takes this name, whatever its extension, for a device. */
export function isDeviceName(name: string): boolean {
  return deviceName.test(name);
}

function join(pieces: readonly NamePiece[]): string {
  return pieces.map(({ text }) => text).join('');
}

/** Windows drops trailing dots and spaces and keeps device names for itself; a leading `-` looks like an option. */
function legalName(name: string): string {
  const trimmed = name.normalize('NFC').replace(/[. ]+$/, '');
  if (trimmed === '') return '_';
  return isDeviceName(trimmed) || trimmed.startsWith('-') ? `_${trimmed}` : trimmed;
}

const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)/i;

function shorten(pieces: readonly NamePiece[], excess: number): readonly NamePiece[] | undefined {
  const longest = pieces.filter(({ data }) => data).sort((a, b) => byteLength(b.text) - byteLength(a.text))[0];
  if (longest === undefined || byteLength(longest.text) <= 4) return undefined;
  const text = cutToBytes(longest.text, Math.max(4, byteLength(longest.text) - excess));
  return pieces.map((piece) => (piece === longest ? { ...piece, text } : piece));
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
