import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { resemblesBody, sameBody } from '../../../src/providers/same-body.js';

const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const digest = createHash('sha256').update(bytes).digest('hex');
const dataUri = `data:image/png;base64,${bytes.toString('base64')}`;
const journaled = `data:image/png;sha256,${digest}`;

describe('the same body', () => {
  it('is the same in any key order, at any depth', () => {
    const loras = [{ path: 'a', scale: 1 }];
    expect(sameBody({ seed: 0, input: { prompt: 'a', loras } }, { input: { loras, prompt: 'a' }, seed: 0 })).toBe(true);
  });

  it.each([
    ['another value', { seed: 0 }, { seed: 1 }],
    ['another type', { duration: 5 }, { duration: '5' }],
    ['a key more', { seed: 0 }, { seed: 0, acceleration: 'regular' }],
    ['a key less', { seed: 0, prompt: '' }, { seed: 0 }],
    ['null for absent', { seed: null }, {}],
    ['another order of a list', { loras: ['a', 'b'] }, { loras: ['b', 'a'] }],
  ])('is not the same with %s', (_, one, other) => {
    expect(sameBody(one, other)).toBe(false);
  });

  it('knows a data URI by its digest, wherever it stands', () => {
    expect(sameBody({ image: journaled }, { image: dataUri })).toBe(true);
    expect(sameBody({ input: { images: [journaled] } }, { input: { images: [dataUri] } })).toBe(true);
    expect(sameBody({ image: dataUri }, { image: dataUri })).toBe(true);
  });

  it('tells data URIs apart by type and by content', () => {
    expect(sameBody({ image: journaled }, { image: dataUri.replace('png', 'jpeg') })).toBe(false);
    expect(
      sameBody({ image: journaled }, { image: `data:image/png;base64,${Buffer.from('x').toString('base64')}` }),
    ).toBe(false);
  });

  it('reads percent-encoded data, and leaves alone what only looks like it', () => {
    const text = createHash('sha256').update('a b').digest('hex');
    expect(sameBody({ a: `data:text/plain;sha256,${text}` }, { a: 'data:text/plain,a%20b' })).toBe(true);
    expect(sameBody({ a: 'data:text/plain,%zz' }, { a: 'data:text/plain,%zz' })).toBe(true);
    expect(sameBody({ prompt: 'data: more of it, please' }, { prompt: 'data: less of it, please' })).toBe(false);
  });
});

describe('a body that may be ours', () => {
  const ours = { image_url: 'https://a.example/1.png', prompt: 'rain', seed: 0 };

  it.each([
    ['an equal one', ours],
    ['defaults filled in', { ...ours, acceleration: 'regular' }],
    ['the image stored elsewhere', { ...ours, image_url: 'https://cdn.example/2.png' }],
    ['the image left out', { prompt: 'rain', seed: 0 }],
  ])('is %s', (_, listed) => {
    expect(resemblesBody(ours, listed)).toBe(true);
  });

  it.each([
    ['another seed', { ...ours, seed: 1 }],
    ['another prompt', { ...ours, prompt: 'snow' }],
    ['no seed', { image_url: 'https://a.example/1.png', prompt: 'rain' }],
  ])('is not one with %s', (_, listed) => {
    expect(resemblesBody(ours, listed)).toBe(false);
  });

  it('looks into objects', () => {
    expect(resemblesBody({ input: ours }, { input: { ...ours, image_url: 'https://b.example/3.png' } })).toBe(true);
    expect(resemblesBody({ input: ours }, { input: { ...ours, seed: 5 } })).toBe(false);
  });
});
