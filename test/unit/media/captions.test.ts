import { describe, expect, it } from 'vitest';
import { captionsSvg } from '../../../src/media/captions.js';

const size = { width: 320, height: 200 };
const draw = (text: string, width = 320) => captionsSvg([{ text, left: 0, top: 0, width, height: 20 }], size);
const textOf = (svg: string) => /<text[^>]*>(.*)<\/text>/s.exec(svg)?.[1];

describe('a caption', () => {
  it.each([
    ['</text><script>', '&#60;/text&#62;&#60;script&#62;'],
    ['&lt; "a" \'b\'', '&#38;lt; &#34;a&#34; &#39;b&#39;'],
    ['two\n\tlines', 'two lines'],
    ['\u001b[31mred\u0000\u202e', 'red'],
    ['lone \ud800 \uffff', 'lone \ufffd \ufffd'],
    ['夜 ☃ 🎬', '夜 ☃ 🎬'],
    ['   ', ''],
  ])('is words and nothing else: %j', (text, expected) => {
    expect(textOf(draw(text))).toBe(expected);
  });

  it('loses its middle where it is too long', () => {
    const text = textOf(draw(`${'a'.repeat(50)}${'z'.repeat(50)}.mp4`));
    expect(text).toMatch(/^a{5,}…z{5,}\.mp4$/);
    expect(text?.length).toBeLessThan(50);
  });

  it('never cuts a character in two', () => {
    expect(textOf(draw('🎬'.repeat(60)))).toMatch(/^(🎬)+…(🎬)+$/u);
    expect(textOf(draw('long', 8))).toBe('l…');
  });

  it('is cut off at its own box', () => {
    const svg = captionsSvg([{ text: 'b', left: 160, top: 100, width: 160, height: 20 }], size);
    expect(svg).toContain('<svg x="160" y="100" width="160" height="20">');
  });
});
