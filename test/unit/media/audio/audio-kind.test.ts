import { expect, it } from 'vitest';
import { audioKind } from '../../../../src/media/audio/audio-kind.js';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

it.each([
  ['wav', 'RIFF\x24\0\0\0WAVEfmt '],
  ['mp3', 'ID3\x04\0\0'],
  ['mp3', '\xff\xfb\x90\x44'],
  ['mp3', '\xff\xf3\x84\xc4'],
  ['m4a', '\0\0\0\x20ftypM4A \0\0\0\0'],
  ['m4a', '\0\0\0\x20ftypmp42\0\0\0\0'],
])('is %s by its first bytes', (kind, head) => {
  expect(audioKind(bytes(head))).toBe(kind);
});

it.each([
  ['an empty file', ''],
  ['AAC without a container, which shares the sync bits of MP3', '\xff\xf1\x50\x80'],
  ['an MPEG frame of an impossible bit rate', '\xff\xfb\xf0\x44'],
  ['Ogg', 'OggS\0\x02'],
  ['a WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
  ['a HEIC photo', '\0\0\0\x18ftypheic\0\0\0\0'],
  ['text', 'voice.wav'],
])('is none for %s', (_, head) => {
  expect(audioKind(bytes(head))).toBeUndefined();
});
