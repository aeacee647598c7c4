import { describe, expect, it } from 'vitest';
import { describeOther, imageKind } from '../../../../src/media/image/image-kind.js';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const box = (brands: string) =>
  bytes(`\0\0\0${String.fromCharCode(8 + brands.length + 4)}ftyp${brands.slice(0, 4)}\0\0\0\0${brands.slice(4)}`);

describe('the kind of an image', () => {
  it.each([
    ['jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['png', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['webp', bytes('RIFF\x24\0\0\0WEBPVP8 ')],
    ['gif', bytes('GIF89a\x01\0\x01\0')],
    ['tiff', bytes('II*\0\x08\0\0\0')],
    ['tiff', bytes('MM\0*\0\0\0\x08')],
    ['bmp', bytes('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0')],
    ['avif', box('avifmif1miaf')],
    ['avif', box('mif1avifmiaf')],
    ['heic', box('heicmif1')],
    ['heic', box('mif1heic')],
  ])('is %s by its first bytes', (kind, head) => {
    expect(imageKind(head)).toBe(kind);
  });

  it.each([
    ['an empty file', bytes('')],
    ['a RIFF sound', bytes('RIFF\x24\0\0\0WAVEfmt ')],
    ['a video', box('isomavc1mp42')],
    ['prose that begins like a bitmap', bytes('BMW drives past, slowly, in the rain')],
    ['half a PNG signature', bytes('\x89PNG\r\n')],
    ['a brand outside of the box that lists brands', bytes('\0\0\0\x10ftypisom\0\0\0\0avifavifavif')],
  ])('is none for %s', (_, head) => {
    expect(imageKind(head)).toBeUndefined();
  });
});

describe('the name for something else', () => {
  it.each([
    ['a key or certificate', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl'],
    ['a key or certificate', '-----BEGIN PRIVATE KEY-----\n'],
    ['an SVG drawing', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">'],
    ['an HTML page', '\n<!DOCTYPE html><html>'],
    ['a PDF', '%PDF-1.7\n%\xe2\xe3'],
    ['a video or audio file', '\0\0\0\x20ftypisom'],
    ['a sound file', 'RIFF\x24\0\0\0WAVE'],
    ['an archive', 'PK\x03\x04\x14'],
    ['text', 'API_KEY=secret\n'],
    ['text', 'gr\xc3\xbc\xc3\x9fe'],
    ['of no known media type', '\x7fELF\x02\x01\x01\0'],
  ])('is %s', (name, text) => {
    expect(describeOther(bytes(text))).toBe(name);
  });
});
