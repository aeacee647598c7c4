/** Told by magic bytes; the three that speech models take. */
export type AudioKind = 'wav' | 'mp3' | 'm4a';

export const audioMimes: Readonly<Record<AudioKind, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
};

/**
 * The kind of sound file, or undefined. An MP4 counts as M4A here whatever its brand; whether it has sound and no picture
 * shows when it is parsed. Pure.
 */
export function audioKind(head: Uint8Array): AudioKind | undefined {
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  if (/^RIFF....WAVE/s.test(text)) return 'wav';
  if (text.startsWith('ID3') || isLayerThree(head)) return 'mp3';
  return /^....ftyp(M4A|M4B|mp4|iso|dash|qt)/s.test(text) ? 'm4a' : undefined;
}

/** An MPEG frame header: eleven set bits, a known version, layer III, and a bit rate and sample rate that exist. */
function isLayerThree(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  const isFrame = first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08;
  return isFrame && (second & 0x06) === 0x02 && third >> 4 !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c;
}
