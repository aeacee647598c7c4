import { basename, dirname, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import {
  checkTemplate,
  markedPath,
  outputPath,
  sourceName,
  type TemplateValues,
  templateTokens,
} from '../../../src/files/template.js';

const cwd = resolve('/clips');

const values: TemplateValues = {
  name: 'hero',
  provider: 'fal',
  model: 'wan-2.2-turbo',
  preset: 'social-vertical',
  seed: 7,
  index: 3,
  id: 'j_abc',
  run: 'r_xyz',
  resolution: '720p',
  duration: 5,
  shot: 2,
  at: new Date(2026, 10, 21, 4, 5, 6).getTime(),
  row: { sku: 'A-1', colour: 'deep red' },
  take: 1,
  takes: 1,
};

function render(
  template: string | undefined,
  changes: Partial<TemplateValues> = {},
  directories: string[] = [],
): string {
  const isDirectory = (path: string) => directories.includes(path);
  return outputPath({ template, values: { ...values, ...changes }, cwd, isDirectory });
}

function errorOf(action: () => unknown): WanError {
  try {
    action();
  } catch (error) {
    if (error instanceof WanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('outputPath', () => {
  it.each([
    [undefined, '/clips/hero-j_abc.mp4'],
    ['{name}-{id}.mp4', '/clips/hero-j_abc.mp4'],
    ['{provider}/{model}/{seed}', '/clips/fal/wan-2.2-turbo/7.mp4'],
    ['{preset}_{index}_{run}.mov', '/clips/social-vertical_3_r_xyz.mov'],
    ['{date}T{time}.mp4', '/clips/2026-11-21T040506.mp4'],
    ['{resolution}-{duration}s-shot{shot}.webm', '/clips/720p-5s-shot2.webm'],
    ['{row.sku}-{row.colour}.mp4', '/clips/A-1-deep red.mp4'],
    ['/elsewhere/{name}.mp4', '/elsewhere/hero.mp4'],
    ['../next/{name}.mp4', '/next/hero.mp4'],
    ['out.MP4', '/clips/out.MP4'],
    ['notes.txt', '/clips/notes.txt.mp4'],
    ['v1.5', '/clips/v1.5.mp4'],
    ['.mp4', '/clips/_.mp4'],
    ['-odd:name?.mp4', '/clips/-odd:name?.mp4'],
  ])('turns %s into %s', (template, path) => {
    expect(render(template)).toBe(resolve(path));
  });

  it('puts the default name into a template that ends with a separator', () => {
    expect(render('out/')).toBe(resolve('/clips/out/hero-j_abc.mp4'));
  });

  it('puts the default name into a directory that exists', () => {
    expect(render('out', {}, [resolve('/clips/out')])).toBe(resolve('/clips/out/hero-j_abc.mp4'));
  });

  it('keeps 0 as a seed and writes _ for what a job does not have', () => {
    expect(render('{seed}.mp4', { seed: 0 })).toBe(resolve('/clips/0.mp4'));
    expect(render('{seed}{shot}{preset}.mp4', { seed: null, shot: null, preset: '' })).toBe(resolve('/clips/___.mp4'));
  });

  it('turns the separators of a value into dashes', () => {
    expect(render('{model}.mp4', { model: 'fal-ai/wan/v2.2' })).toBe(resolve('/clips/fal-ai-wan-v2.2.mp4'));
    expect(render('{row.sku}.mp4', { row: { sku: '..\\..\\x' } })).toBe(resolve('/clips/_-..-x.mp4'));
  });

  it('reads a column only when the row itself has it', () => {
    const row: Record<string, string> = Object.fromEntries([
      ['__proto__', 'own'],
      ['b', 'x'],
    ]);
    expect(render('{row.__proto__}.mp4', { row })).toBe(resolve('/clips/own.mp4'));
    expect(errorOf(() => render('{row.constructor}.mp4')).code).toBe('output.invalid');
  });

  it.each([
    ['https://me:pass@host/a/hero.png?X-Amz-Signature=s3cret#part', 'https---host-a-hero.png.mp4'],
    ['[{"path":"https://host/style.safetensors?token=s3cret"}]', '[{-path---https---host-style.safetensors-}].mp4'],
    ['https://host/hero.png', 'https---host-hero.png.mp4'],
    ['why? @home #1', 'why- @home #1.mp4'],
  ])('keeps what may be secret in the address of a cell out of the name: %s', (cell, name) => {
    expect(basename(render('{row.image}.mp4', { row: { image: cell } }))).toBe(name);
  });

  it('does not take a value for a token', () => {
    expect(render('{name}.mp4', { name: '{id}' })).toBe(resolve('/clips/{id}.mp4'));
  });

  it.each([
    ['hero.mp4', 7, '/clips/hero-2.mp4'],
    ['hero', 7, '/clips/hero-2.mp4'],
    ['{name}.webm', 7, '/clips/hero-2.webm'],
    ['{name}-{id}.mp4', 7, '/clips/hero-j_abc.mp4'],
    ['{index}.mp4', 7, '/clips/3.mp4'],
    ['{seed}.mp4', 7, '/clips/7.mp4'],
    ['{seed}/hero.mp4', 7, '/clips/7/hero.mp4'],
    ['{seed}.mp4', null, '/clips/_-2.mp4'],
  ])('numbers the second of three variants of %s with seed %s: %s', (template, seed, path) => {
    expect(render(template, { take: 2, takes: 3, seed })).toBe(resolve(path));
  });

  it('shortens the longest value, so that the id at the end survives', () => {
    const name = basename(render('{name}-{id}.mp4', { name: 'é'.repeat(300), id: 'j_0123456789abcdef' }));
    expect(name).toMatch(/^é+-j_0123456789abcdef\.mp4$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
    expect(Buffer.byteLength(name)).toBeGreaterThan(235);
  });

  it.each(['CON', 'nul', 'Com1', 'lpt9', 'aux.old', 'COM¹'])(
    'does not give the name of the Windows device %s',
    (name) => {
      expect(basename(render('{name}.mp4', { name }))).toBe(`_${name}.mp4`);
    },
  );

  it('writes composed characters, however the data spells them', () => {
    expect(render('{name}.mp4', { name: 'cafe\u0301' })).toBe(resolve('/clips/caf\u00e9.mp4'));
  });
});

describe('outputPath with any data', () => {
  const awkward = fc.constantFrom(
    '..',
    '.',
    '/',
    '\\',
    'CON',
    ' ',
    '\0',
    '\u202e',
    '-',
    '~',
    '\n',
    '{id}',
    '🎬',
    '\ud800',
    ':',
    'a'.repeat(300),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(awkward).map((parts) => parts.join('')),
  );
  const anyValues = fc.record({ name: text, model: text, preset: text, row: fc.record({ sku: text, colour: text }) });
  const template = fc.constantFrom(
    '{name}.mp4',
    '{model}/{name}',
    '{row.sku}/{row.colour}/{preset}.mp4',
    '{name}{model}',
    '{preset}.{row.sku}.mov',
    'out/{row.sku}/',
    '.{name}.{model}',
  );

  it('never leaves the directory of the template', () => {
    fc.assert(
      fc.property(template, anyValues, (form, changes) => {
        const path = render(form, changes);
        const depth = form.replace(/\/$/, '/x').split('/').length;
        expect(relative(cwd, path).split(/[\\/]/)).toHaveLength(depth);
        expect(relative(cwd, path)).not.toMatch(/(^|[\\/])\.\.?([\\/]|$)/);
      }),
    );
  });

  it('always gives a name that every system takes', () => {
    fc.assert(
      fc.property(template, anyValues, (form, changes) => {
        for (const name of relative(cwd, render(form, changes)).split('/')) {
          expect(name).not.toMatch(/[\u0000-\u001f\u007f-\u009f\\:*?"<>|]/);
          expect(name).not.toMatch(/[. ]$|^-|^$/);
          expect(name).not.toMatch(/^(con|prn|aux|nul|(com|lpt)\d) *(\.|$)/i);
          expect(name).toBe(name.normalize('NFC'));
          expect(name).toBe(Buffer.from(name).toString());
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
        }
      }),
    );
  });

  it('gives two clips of different ids different names', () => {
    fc.assert(
      fc.property(anyValues, (changes) => {
        expect(render(undefined, { ...changes, id: 'j_1' })).not.toBe(render(undefined, { ...changes, id: 'j_2' }));
      }),
    );
  });
});

describe('checkTemplate', () => {
  it('takes every documented token', () => {
    for (const token of templateTokens) expect(() => checkTemplate(`{${token}}`, [])).not.toThrow();
  });

  it('names the position and the nearest token for an unknown one', () => {
    const error = errorOf(() => checkTemplate('out/{naem}.mp4', []));
    expect(error.code).toBe('output.invalid');
    expect(error.message).toBe('unknown {naem} at character 5 of the output template (did you mean "name"?)');
    expect(error.hint).toContain('{resolution}');
  });

  it('knows the columns of the manifest', () => {
    expect(errorOf(() => checkTemplate('{row.skuu}', ['sku'])).message).toContain('did you mean "row.sku"?');
    expect(() => checkTemplate('{row.sku}', ['sku'])).not.toThrow();
  });

  it.each(['', '  ', '-', 'a\0b', '{name', 'x{', '{}'])('refuses %j', (template) => {
    expect(errorOf(() => checkTemplate(template, [])).code).toBe('output.invalid');
  });
});

describe('sourceName', () => {
  it.each([
    [undefined, 'clip'],
    ['-', 'clip'],
    ['photos/hero.v2.png', 'hero.v2'],
    ['hero', 'hero'],
    ['https://cdn.example/a/hero%20shot.png?sig=secret', 'hero shot'],
    ['https://cdn.example/%zz.png', '%zz'],
    ['https://cdn.example/', 'clip'],
  ])('calls %s %s', (image, name) => {
    expect(sourceName(image)).toBe(name);
  });
});

describe('markedPath', () => {
  it('puts the mark before the extension', () => {
    expect(markedPath(resolve('/clips/hero.v2.mp4'), 'j_abc')).toBe(resolve('/clips/hero.v2-j_abc.mp4'));
  });

  it('keeps the mark and the directory when the name is at its limit', () => {
    const path = markedPath(resolve('/clips', `${'x'.repeat(236)}.mp4`), 'j_0123456789abcdef');
    expect(dirname(path)).toBe(cwd);
    expect(path.endsWith('-j_0123456789abcdef.mp4')).toBe(true);
    expect(Buffer.byteLength(basename(path))).toBe(240);
  });
});
