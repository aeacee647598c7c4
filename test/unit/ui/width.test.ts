import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, joinFitting, oneLine, padEnd, padStart, shortLabel, truncate } from '../../../src/ui/width.js';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['hero.png', 8],
    ['商品', 4],
    ['한국어', 6],
    ['カタカナ', 8],
    ['ｶﾅ', 2],
    ['ＡＢ', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['🎬', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['🇩🇪', 2],
    ['\u200b', 0],
    ['\u001b[31mred\u001b[39m', 3],
    ['…·█', 3],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  it('leaves what fits', () => {
    expect(truncate('hero.png', 8)).toBe('hero.png');
  });

  it('ends what is cut with an ellipsis inside the width', () => {
    expect(truncate('a long file name', 9)).toBe('a long f…');
  });

  it('drops a space before the ellipsis', () => {
    expect(truncate('ab cdef', 4)).toBe('ab…');
  });

  it('never cuts a wide character or an emoji in half', () => {
    expect(truncate('商品写真', 6)).toBe('商品…');
    expect(truncate('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…');
  });

  it('gives nothing for no room', () => {
    expect(truncate('abc', 0)).toBe('');
    expect(truncate('abc', -3)).toBe('');
  });

  it('never exceeds the width, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(60), (text, width) => {
        expect(displayWidth(truncate(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('padding', () => {
  it('fills up to the width in columns, not in characters', () => {
    expect(padEnd('商品', 6)).toBe('商品  ');
    expect(padStart('12', 4)).toBe('  12');
  });

  it('leaves what is already wider', () => {
    expect(padEnd('abcd', 2)).toBe('abcd');
    expect(padStart('abcd', 2)).toBe('abcd');
  });
});

describe('joinFitting', () => {
  it('drops whole parts from the end', () => {
    expect(joinFitting(['rendering', '12s', '~20s left'], 20)).toBe('rendering · 12s');
  });

  it('skips empty parts', () => {
    expect(joinFitting(['', 'a', '', 'b'], 20)).toBe('a · b');
    expect(joinFitting([], 20)).toBe('');
  });

  it('cuts the first part only', () => {
    expect(joinFitting(['rendering', '12s'], 5)).toBe('rend…');
  });
});

describe('text of others', () => {
  it('becomes one line without control characters', () => {
    expect(oneLine('  a\n\tb \u001b[2J\u0007 c ')).toBe('a b c');
  });

  it('is cut to 40 columns as a label', () => {
    expect(displayWidth(shortLabel('she walks through the rain '.repeat(9)))).toBeLessThanOrEqual(40);
    expect(shortLabel('hero\n.png')).toBe('hero .png');
  });
});
