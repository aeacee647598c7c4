import { describe, expect, it } from 'vitest';
import { checkOutputs, type OutputFacts, otherCase } from '../../../src/files/reserve.js';

type Kind = ReturnType<OutputFacts['kindOf']>;

function facts(given: { kinds?: Record<string, Kind>; owners?: Record<string, string>; folds?: boolean }): OutputFacts {
  return {
    kindOf: (path) => given.kinds?.[path] ?? 'missing',
    foldsCase: () => given.folds ?? false,
    reservedBy: (path) => given.owners?.[path],
  };
}

const one = { job: 'j_1', path: '/clips/a.mp4', overwrite: false };
const check =
  (given: Parameters<typeof facts>[0], ...outputs: (typeof one)[]) =>
  () =>
    checkOutputs(outputs.length === 0 ? [one] : outputs, facts(given));

describe('checkOutputs', () => {
  it('takes a name that nothing has', () => {
    expect(check({})).not.toThrow();
  });

  it('refuses a foreign file, unless it may be replaced', () => {
    const kinds = { '/clips/a.mp4': 'file' as const };
    expect(check({ kinds })).toThrow(
      expect.objectContaining({ code: 'output.conflict', message: '/clips/a.mp4 exists' }),
    );
    expect(check({ kinds }, { ...one, overwrite: true })).not.toThrow();
  });

  it("takes the job's own output for no conflict", () => {
    expect(check({ kinds: { '/clips/a.mp4': 'file' }, owners: { '/clips/a.mp4': 'j_1' } })).not.toThrow();
  });

  it('refuses a name that another job is still to have, even to overwrite it', () => {
    const owners = { '/clips/a.mp4': 'j_9' };
    expect(check({ owners }, { ...one, overwrite: true })).toThrow(
      expect.objectContaining({ code: 'output.conflict', hint: expect.stringContaining('wan resume j_9') }),
    );
  });

  it('lets a finished clip of another job be replaced when the user says so', () => {
    const given = { owners: { '/clips/a.mp4': 'j_9' }, kinds: { '/clips/a.mp4': 'file' as const } };
    expect(check(given)).toThrow(expect.objectContaining({ code: 'output.conflict' }));
    expect(check(given, { ...one, overwrite: true })).not.toThrow();
  });

  it('refuses two clips of one name, even to overwrite', () => {
    const both = [one, { ...one, job: 'j_2' }].map((output) => ({ ...output, overwrite: true }));
    expect(check({}, ...both)).toThrow(expect.objectContaining({ code: 'output.conflict' }));
  });

  it.each([
    ['/clips/A.mp4', /a\.mp4 and A\.mp4, which differ only by the case of letters/],
    ['/clips/a.mov', /a\.mp4 and a\.mov, which differ only by the extension/],
  ])('refuses two clips of which one is to be a.mp4 and one %s', (path, message) => {
    const both = [one, { ...one, job: 'j_2', path }].map((output) => ({ ...output, overwrite: true }));
    expect(check({}, ...both)).toThrow(
      expect.objectContaining({ code: 'output.conflict', message: expect.stringMatching(message) }),
    );
  });

  it('refuses a name beside a clip that is there only where it would be the same file', () => {
    const beside = (path: string) => [
      { ...one, isKept: true },
      { ...one, job: 'j_2', path, overwrite: true },
    ];
    expect(check({}, ...beside('/clips/A.mp4'))).not.toThrow();
    expect(check({ folds: true }, ...beside('/clips/A.mp4'))).toThrow(
      expect.objectContaining({ code: 'output.conflict' }),
    );
    expect(check({}, ...beside('/clips/a.mov'))).toThrow(expect.objectContaining({ code: 'output.conflict' }));
  });

  it('takes two spellings of é for one name', () => {
    const both = [
      { ...one, path: '/clips/caf\u00e9.mp4' },
      { ...one, job: 'j_2', path: '/clips/cafe\u0301.mp4' },
    ];
    expect(check({}, ...both)).toThrow(expect.objectContaining({ code: 'output.conflict' }));
  });

  it.each(['directory', 'other'] as const)('refuses a name that is a %s, overwrite or not', (kind) => {
    expect(check({ kinds: { '/clips/a.mp4': kind } }, { ...one, overwrite: true })).toThrow(
      expect.objectContaining({ code: 'output.invalid' }),
    );
  });

  it('refuses a name that this system would not keep, before anything else is looked at', () => {
    const nameFault = (path: string) => (path.includes('?') ? 'no ? here' : undefined);
    const facts = { kindOf: () => 'missing' as const, foldsCase: () => false, reservedBy: () => undefined, nameFault };
    const asked = (path: string) => () => checkOutputs([{ job: 'j_1', path, overwrite: true }], facts);
    expect(asked('/clips/a.mp4')).not.toThrow();
    expect(asked('/clips/what?.mp4')).toThrow(
      expect.objectContaining({ code: 'output.invalid', message: '/clips/what?.mp4: no ? here' }),
    );
  });

  it('refuses a name that leaves no room for what lies beside the clip until it is whole', () => {
    const named = (length: number) => ({ ...one, path: `/clips/${'é'.repeat(length / 2)}.mp4` });
    expect(check({}, named(236))).not.toThrow();
    expect(check({}, named(238))).toThrow(expect.objectContaining({ code: 'output.invalid' }));
    expect(check({ owners: { [named(238).path]: 'j_1' } }, named(238))).not.toThrow();
  });

  it('refuses to write over the unfinished file of another program', () => {
    const kinds: Record<string, Kind> = { '/clips/a.mp4.part': 'file' };
    expect(check({ kinds })).toThrow(
      expect.objectContaining({ code: 'output.conflict', message: '/clips/a.mp4.part exists' }),
    );
    expect(check({ kinds: { ...kinds, '/clips/a.mp4.part.json': 'file' } })).not.toThrow();
  });
});

describe('otherCase', () => {
  it.each([
    ['/a/Clips', '/a/clips'],
    ['/a/clips', '/a/CLIPS'],
    ['/a/42', '/A/42'],
    ['/Clips/2026/11', '/clips/2026/11'],
    ['/2026/11', undefined],
    ['/', undefined],
  ])('writes %s as %s', (path, other) => {
    expect(otherCase(path)).toBe(other);
  });
});
