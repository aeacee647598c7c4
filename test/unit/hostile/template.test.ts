import { basename, isAbsolute, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import {
  markedPath,
  outputPath,
  sourceName,
  type TemplateValues,
  templateTokens,
} from '../../../src/files/template.js';

const cwd = resolve('/clips');
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;

const hostileText = fc.oneof(
  fc.constantFrom(
    '..',
    '../../etc/passwd',
    '..\\..\\x',
    '/etc/passwd',
    'C:\\x',
    '\\\\host\\share',
    'CON',
    'nul.mp4',
    'LPT1 ',
    'com¹',
    'a. ',
    '.',
    '.hidden',
    '~',
    '-rf',
    '{id}',
    '$HOME',
    '%2e%2e%2f',
    '\u202egnp.exe',
    'a\u0000b',
    'a\nb',
    '\ud800',
    'x'.repeat(5000),
    '😀'.repeat(400),
    '\u0301'.repeat(600),
    '  ',
    '',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'./\\:*?"<>|~ .-conCON1'), maxLength: 20 }),
);

const values = fc.record({
  name: hostileText,
  provider: hostileText,
  model: hostileText,
  preset: fc.option(hostileText),
  seed: fc.option(fc.maxSafeInteger()),
  index: fc.nat(),
  id: hostileText,
  run: hostileText,
  resolution: fc.option(hostileText),
  duration: fc.option(fc.double({ noNaN: true })),
  shot: fc.option(fc.nat()),
  row: fc.dictionary(fc.constantFrom('x', 'y', '__proto__', 'constructor'), hostileText),
  take: fc.integer({ min: 1, max: 9 }),
  takes: fc.integer({ min: 1, max: 9 }),
}) satisfies fc.Arbitrary<Omit<TemplateValues, 'at'>>;

const token = fc.constantFrom(...templateTokens.map((name) => `{${name}}`), '{row.x}', '{row.y}', '{row.__proto__}');
const plainTemplate = fc
  .array(fc.oneof(token, fc.constantFrom('-', '_', 'a', '/', '.mp4')), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('').replace(/^\/+/, ''));

function named(template: string, given: Omit<TemplateValues, 'at'>): string | undefined {
  try {
    return outputPath({ template, cwd, values: { ...given, at: 0 }, isDirectory: () => false });
  } catch (error) {
    if (error instanceof WanError && error.code === 'output.invalid') return undefined;
    throw error;
  }
}

function expectSafe(path: string): void {
  const parts = relative(cwd, path).split('/');
  expect(isAbsolute(relative(cwd, path))).toBe(false);
  for (const part of parts) {
    expect(part).not.toBe('..');
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
    expect(part).not.toMatch(reserved);
    expect(part).not.toMatch(/[\p{Cc}\p{Surrogate}\\:*?"<>|]|[ .]$/u);
  }
  expect(basename(path)).toMatch(/\.(?:mp4|m4v|mov|webm|mkv|avi)$/);
}

describe('the name of a clip', () => {
  it('stays in its directory and is legal on every system, whatever the values are', () => {
    fc.assert(
      fc.property(plainTemplate, values, (template, given) => {
        const path = named(template, given);
        if (path === undefined) return;
        expectSafe(path);
        expectSafe(markedPath(path, '2'));
      }),
      { numRuns: 1000 },
    );
  });

  it('is a path or an error of ours, whatever the template is', () => {
    fc.assert(
      fc.property(hostileText, hostileText, values, (start, end, given) => {
        const path = named(`${start}{name}${end}`, given);
        expect(path === undefined || isAbsolute(path)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes any image for its source', () => {
    fc.assert(
      fc.property(hostileText, (image) => {
        expect(sourceName(image)).not.toBe('');
        expect(sourceName(`https://h.example/${image}`)).not.toBe('');
      }),
    );
  });
});
