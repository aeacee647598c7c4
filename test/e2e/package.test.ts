import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { documentOf, root, start } from './program.js';
import { createWorkplace, decodedFrames, shortClip, shortClipFrames } from './workplace.js';

const packed = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })]);
const manifest = z
  .object({
    name: z.string(),
    license: z.string(),
    engines: z.object({ node: z.string() }),
    bin: z.record(z.string(), z.string()),
    files: z.array(z.string()),
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const run = promisify(execFile);

async function pack(into: string) {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], {
    cwd: root,
  });
  const [{ filename, files }] = packed.parse(JSON.parse(stdout));
  return { file: join(into, filename), paths: files.map(({ path }) => path).sort() };
}

describe('the package', () => {
  it('has the name, the licence and the command that the README promises', () => {
    expect(manifest).toMatchObject({
      name: 'wan-cli',
      license: 'MIT',
      engines: { node: '>=20.19' },
      bin: { wan: 'bin/wan.js' },
    });
  });

  it('runs nothing at install', () => {
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare', 'postprepare'];
    expect(Object.keys(manifest.scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });

  it('holds the program, the presets and the papers, no source and no test', async () => {
    const { paths } = await pack(temporaryDirectory());
    const always = ['package.json', 'README.md', 'LICENSE'];
    const named = (path: string) => manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`));
    expect(paths.filter((path) => !always.includes(path) && !named(path))).toEqual([]);
    for (const path of [
      'bin/wan.js',
      'dist/main.js',
      'dist/help.txt',
      'CHANGELOG.md',
      '.wanrc.example.json',
      ...always,
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(src|test|node_modules|\.ci)\/|\.ts$|\.map$|\.log$/.test(path))).toEqual([]);
    for (const name of readdirSync(join(root, 'presets', 'schema'))) expect(paths).toContain(`presets/schema/${name}`);
  });

  it('works from a directory with spaces, without the checkout', async () => {
    const base = join(temporaryDirectory(), 'an installed package');
    mkdirSync(base);
    const { file } = await pack(base);
    execFileSync('tar', ['-xzf', file, '-C', base]);
    const installed = join(base, 'package');
    symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
    const place = await createWorkplace();
    const wan = (...args: string[]) =>
      start(process.execPath, [join(installed, 'bin', 'wan.js'), ...args], place).ended;
    expect((await wan('--help')).stdout).toContain('Examples:');
    expect(documentOf(await wan('presets', '--json')).data).not.toEqual([]);
    const ended = await wan('generate', place.image, '-p', 'dolly in', ...shortClip);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(decodedFrames(ended.stdout.trimEnd())).toBe(shortClipFrames);
  });

  it('needs no development package when it runs', async () => {
    const names = readdirSync(join(root, 'dist'))
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(join(root, 'dist', name), 'utf8').matchAll(importedPackage)])
      .map(([, name = '']) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(names)].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});

/** `from "x"` and `import("x")` of packages; files of our own begin with a dot, Node's with `node:`. */
const importedPackage = /^(?:import|export)?[^'"\n]*\b(?:from|import)\s*\(?\s*"(?!node:|\.)([\w@][\w@/.-]*)"/gm;
