import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, withDigests } from '../../src/data-uri.js';

const digest = createHash('sha256').update('pixels').digest('hex');

describe('the digest of a data URI', () => {
  it.each([
    ['base64', 'data:image/png;base64,cGl4ZWxz', `data:image/png;sha256,${digest}`],
    ['percent signs', 'data:text/plain,pixel%73', `data:text/plain;sha256,${digest}`],
    ['no type', 'data:,pixels', `data:;sha256,${digest}`],
  ])('goes by the decoded bytes, not by how they are written: %s', (_, uri, expected) => {
    expect(digestOf(uri)).toBe(expected);
  });

  it.each(['https://images.example/fox.png', 'data: a fox', 'data:a fox, 100% red', ''])(
    'leaves %j as it is, which is none',
    (text) => {
      expect(digestOf(text)).toBe(text);
    },
  );

  it('stands for itself when it is digested again, as journaled bodies are', () => {
    const once = digestOf('data:image/png;base64,cGl4ZWxz');
    expect(digestOf(once)).not.toBe('data:image/png;base64,cGl4ZWxz');
    expect(digestOf(once)).toBe(once);
  });
});

describe('a value with digests', () => {
  it('has one for each data URI at any depth, and all else unchanged', () => {
    const uri = 'data:image/png;base64,cGl4ZWxz';
    const short = `data:image/png;sha256,${digest}`;
    expect(withDigests({ seed: 0, on: false, none: null, image: uri, list: [uri, { deep: uri }] })).toEqual({
      seed: 0,
      on: false,
      none: null,
      image: short,
      list: [short, { deep: short }],
    });
  });
});
