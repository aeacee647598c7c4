import { describe, expect, it } from 'vitest';
import { planExport } from '../../../../src/cli/film/export-wish.js';

describe('what is to be exported', () => {
  it.each([
    [{ gif: true, width: 320 }, { kind: 'gif', width: 320 }, 'gif', '.gif'],
    [{ poster: true, at: 0, output: 'a.JPG' }, { kind: 'poster', at: 0, format: 'jpeg' }, 'poster', '.png'],
    [{ contactSheet: true }, { kind: 'contact-sheet', columns: 4, format: 'png' }, 'contact-sheet', '.png'],
    [{ loop: true }, { kind: 'loop', style: 'seamless' }, 'loop', '.mp4'],
    [{ loop: true, boomerang: true }, { kind: 'loop', style: 'boomerang' }, 'boomerang', '.mp4'],
    [{ reframe: { across: 4, down: 5 } }, { kind: 'reframe', style: 'blur' }, '4x5', '.mp4'],
    [{ reframe: { across: 9, down: 16 }, crop: true }, { kind: 'reframe', style: 'crop' }, '9x16', '.mp4'],
  ] as const)('%j', (flags, wish, mark, extension) => {
    const plan = planExport(flags);
    expect(plan).toMatchObject({ wish, mark });
    expect(plan.extensions[0]).toBe(extension);
  });

  it.each([
    [{}, 'say what to make'],
    [{ gif: true, loop: true }, 'one thing at a time'],
    [{ gif: true, columns: 3 }, '--columns means nothing for --gif'],
    [{ contactSheet: true, fps: { num: 8, den: 1 } }, '--fps means nothing for --contact-sheet'],
  ] as const)('refuses %j', (flags, message) => {
    expect(() => planExport(flags)).toThrow(message);
  });
});
