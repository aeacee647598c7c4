import { describe, expect, it } from 'vitest';
import { isInteractive, loadPalette, plainPalette, wantsColour } from '../../../src/ui/palette.js';
import { fakeStream } from './fake-stream.js';

const terminal = fakeStream({ isTTY: true });
const pipe = fakeStream();

describe('whether to colour', () => {
  it.each([
    ['a terminal', terminal, {}, undefined, true],
    ['a pipe', pipe, {}, undefined, false],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, undefined, false],
    ['an empty NO_COLOR, which means nothing', terminal, { NO_COLOR: '' }, undefined, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, undefined, false],
    ['a CI log that looks like a terminal', terminal, { CI: 'true' }, undefined, false],
    ['CI=false', terminal, { CI: 'false' }, undefined, true],
    ['FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR over NO_COLOR, as Node has it', pipe, { FORCE_COLOR: '', NO_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, undefined, false],
    ['--no-color over all', terminal, { FORCE_COLOR: '1' }, false, false],
    ['--color in a pipe', pipe, { NO_COLOR: '1' }, true, true],
  ])('%s', (_name, stream, env, flag, expected) => {
    expect(wantsColour(stream, env, flag)).toBe(expected);
  });
});

describe('whether lines may be redrawn', () => {
  it('takes a terminal that is neither dumb nor a CI log; colour has no say', () => {
    expect(isInteractive(terminal, { NO_COLOR: '1' })).toBe(true);
    expect(isInteractive(terminal, { FORCE_COLOR: '1', TERM: 'dumb' })).toBe(false);
    expect(isInteractive(terminal, { CI: '1' })).toBe(false);
    expect(isInteractive(pipe, { FORCE_COLOR: '1' })).toBe(false);
  });
});

describe('the palette', () => {
  it('changes nothing without colour', async () => {
    expect(await loadPalette(false)).toBe(plainPalette);
    expect(Object.values(plainPalette).map((paint) => paint('text'))).toEqual(Array(5).fill('text'));
  });

  it('uses basic colours, each closed again', async () => {
    const palette = await loadPalette(true);
    expect(palette.bad('no')).toBe('\u001b[31mno\u001b[39m');
    expect(palette.good('yes')).toBe('\u001b[32myes\u001b[39m');
  });
});
