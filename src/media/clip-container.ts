import { imageKind } from './image/image-kind.js';

/** Named as its extension. */
export type ClipContainer = 'mp4' | 'mov' | 'webm' | 'mkv' | 'avi' | 'webp' | 'gif';

/** What the first bytes of a clip say it is, or undefined for what can't hold moving pictures. Pure. */
export function clipContainer(head: Uint8Array): ClipContainer | undefined {
  const kind = imageKind(head);
  if (kind === 'webp' || kind === 'gif') return kind;
  if (kind !== undefined) return undefined;
  const text = Buffer.from(head).toString('latin1');
  if (/^RIFF....AVI /s.test(text)) return 'avi';
  if (/^....ftypqt/s.test(text)) return 'mov';
  if (text.slice(4, 8) === 'ftyp') return 'mp4';
  // QuickTime files from before `ftyp` existed begin with their index or their media.
  if (/^....(moov|mdat|wide|free)/s.test(text)) return 'mov';
  if (text.startsWith('\u001aE\u00df\u00a3')) return /webm/.test(text.slice(0, 64)) ? 'webm' : 'mkv';
  return undefined;
}
