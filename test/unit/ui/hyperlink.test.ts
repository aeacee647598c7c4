import { describe, expect, it } from 'vitest';
import { linksFor, oscLinks } from '../../../src/ui/hyperlink.js';
import { fakeStream } from './fake-stream.js';

const kitty = { TERM: 'xterm-kitty' };
const path = '/clips/a b.mp4';
const linked = '\u001b]8;;file:///clips/a%20b.mp4\u001b\\/clips/a b.mp4\u001b]8;;\u001b\\';

function linkOn(
  env: Readonly<Record<string, string>>,
  { isTTY = true, colour }: { isTTY?: boolean; colour?: boolean } = {},
) {
  return linksFor(fakeStream({ isTTY }), env, colour).path(path);
}

describe('a path on a terminal', () => {
  it.each([
    kitty,
    { TERM_PROGRAM: 'WezTerm' },
    { TERM_PROGRAM: 'vscode' },
    { VTE_VERSION: '6003' },
    { WT_SESSION: 'x' },
    { KONSOLE_VERSION: '220401' },
    { FORCE_HYPERLINK: '1', TERM: 'dumb', NO_COLOR: '1' },
  ])('is a link to its file with %j', (env) => {
    expect(linkOn(env)).toBe(linked);
  });

  it.each([
    { TERM: 'xterm-256color' },
    { ...kitty, NO_COLOR: '1' },
    { ...kitty, CI: 'true' },
    { ...kitty, TMUX: '/x,1,0' },
    { ...kitty, FORCE_HYPERLINK: '0' },
    { VTE_VERSION: '5000' },
    { VTE_VERSION: '6003', TERM: 'dumb' },
  ])('is plain with %j', (env) => {
    expect(linkOn(env)).toBe(path);
  });

  it('is plain with --no-color', () => {
    expect(linkOn(kitty, { colour: false })).toBe(path);
  });
});

describe('a pipe', () => {
  it.each([kitty, { FORCE_HYPERLINK: '1' }])('gets every byte as it is, with %j', (env) => {
    expect(linkOn(env, { isTTY: false })).toBe(path);
    const text = 'see https://example.com/a\n';
    expect(linksFor(fakeStream(), env).urls(text)).toBe(text);
  });
});

describe('addresses in a text', () => {
  const link = (url: string) => `\u001b]8;;${url}\u001b\\${url}\u001b]8;;\u001b\\`;

  it('are links, each of them and nothing around them', () => {
    const urls = ['https://example.com/a?b=1', 'http://127.0.0.1:8188'] as const;
    expect(oscLinks.urls(`${urls[0]}\n(${urls[1]} runs)`)).toBe(`${link(urls[0])}\n(${link(urls[1])} runs)`);
  });

  it('stay as they are when they were cut, or hold what ends a link', () => {
    expect(oscLinks.urls('https://example.com/lo…')).toBe('https://example.com/lo…');
    expect(oscLinks.urls('https://example.com/a\u001b[0m')).toBe(`${link('https://example.com/a')}\u001b[0m`);
  });
});
