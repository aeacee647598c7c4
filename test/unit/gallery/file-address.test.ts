import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileAddress } from '../../../src/gallery/file-address.js';

const folder = resolve('pages');

describe('the address of a clip', () => {
  it.each([
    ['a.mp4', 'a.mp4'],
    ['deep/er/a.mp4', 'deep/er/a.mp4'],
    ['../clips/a.mp4', '../clips/a.mp4'],
    ['50% #1?.mp4', '50%25%20%231%3F.mp4'],
    ['a"b\nc.mp4', 'a%22b%0Ac.mp4'],
    ['javascript:alert(1).mp4', 'javascript%3Aalert(1).mp4'],
    ['雨 🌧.mp4', '%E9%9B%A8%20%F0%9F%8C%A7.mp4'],
    ['half \ud800.mp4', 'half%20%EF%BF%BD.mp4'],
  ])('%j is %s, seen from the page', (name, address) => {
    expect(fileAddress(folder, resolve(folder, name))).toBe(address);
  });

  it('leads a browser back to the very file', () => {
    const name = 'a #1? 100%.mp4';
    const url = new URL(fileAddress(folder, resolve(folder, name)), 'file:///pages/page.html');
    expect(decodeURIComponent(url.pathname)).toBe(`/pages/${name}`);
    expect([url.search, url.hash]).toEqual(['', '']);
  });
});
