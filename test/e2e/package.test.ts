import { execFile } from 'node:child_process';
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { documentOf, root, start } from './program.js';
import { createWorkplace, decodedFrames, shortClip, shortClipFrames } from './workplace.js';

const packed = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })]);
const manifest = z
  .object({
    name: z.string(),
    version: z.string(),
    license: z.string(),
    engines: z.object({ node: z.string() }),
    bin: z.record(z.string(), z.string()),
    files: z.array(z.string()),
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const run = promisify(execFile);
/** What an installation may take at most. */
const limits = { packages: 130, megabytes: 80 };

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
      'dist/wan.1',
      'CHANGELOG.md',
      '.wanrc.example.json',
      ...always,
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(src|test|node_modules|\.ci)\/|\.ts$|\.map$|\.log$/.test(path))).toEqual([]);
    for (const name of readdirSync(join(root, 'presets', 'schema'))) expect(paths).toContain(`presets/schema/${name}`);
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

describe('the package, installed into an empty prefix', () => {
  // Whatever a shell could trip over, and letters in two spellings.
  const prefix = join(mkdtempSync(join(tmpdir(), 'wan-test-')), `it's "an" $HOME; étè 東京`);
  const installed = join(prefix, 'lib', 'node_modules', 'wan-cli');
  afterAll(() => rmSync(join(prefix, '..'), { recursive: true, force: true }));
  beforeAll(async () => {
    mkdirSync(prefix);
    const { file } = await pack(prefix);
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    await run('npm', ['install', '--global', '--prefix', prefix, ...quiet, file], { cwd: prefix });
  });

  it('renders a clip, from that path', async () => {
    const place = await createWorkplace();
    const wan = (...args: string[]) => start(join(prefix, 'bin', 'wan'), args, place).ended;
    expect(await wan('--version')).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n` });
    expect((await wan('--help')).stdout).toContain('Examples:');
    expect(documentOf(await wan('presets', '--json')).data).not.toEqual([]);
    const ended = await wan('generate', place.image, '-p', 'dolly in', ...shortClip);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(decodedFrames(ended.stdout.trimEnd())).toBe(shortClipFrames);
  });

  it('has the man page where man looks for it, and completes', async () => {
    expect(readFileSync(join(prefix, 'share', 'man', 'man1', 'wan.1'), 'utf8')).toContain('.TH WAN 1');
    const place = await createWorkplace();
    const { exitCode, stdout } = await start(join(prefix, 'bin', 'wan'), ['completion', 'bash'], place).ended;
    expect(exitCode).toBe(0);
    expect(stdout).toContain('complete ');
  });

  it(`is no more than ${limits.packages} packages and ${limits.megabytes} MB, none of which runs anything at install`, () => {
    const packages = packagesIn(join(installed, 'node_modules'));
    const megabytes = bytesIn(installed) / 1e6;
    process.stdout.write(`installed: ${packages.length} packages, ${megabytes.toFixed(1)} MB\n`);
    expect(packages.length).toBeLessThanOrEqual(limits.packages);
    expect(megabytes).toBeLessThanOrEqual(limits.megabytes);
    const runs = packages.filter((folder) => {
      const { scripts } = withScripts.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
      return ['preinstall', 'install', 'postinstall'].some((hook) => hook in scripts);
    });
    expect(runs).toEqual([]);
  });
});

describe('a checkout', () => {
  it('is built anew under a wan that runs: what the last build left goes last, and nothing else is taken away', async () => {
    const copy = join(temporaryDirectory(), `it's a "checkout" étè`);
    for (const path of ['bin', 'src', 'package.json', 'tsconfig.json']) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const build = () => run(process.execPath, [join(copy, 'bin', 'build.js')], { cwd: tmpdir() });
    await build();
    const files = () => readdirSync(join(copy, 'dist'), { recursive: true }).sort();
    const whole = files();
    writeFileSync(join(copy, 'dist', 'chunk-OLD.js'), '');
    // What a wan has open that loads meanwhile.
    const [main, open] = [join(copy, 'dist', 'main.js'), join(copy, 'main-that-is-read.js')];
    const old = `${readFileSync(main, 'utf8')}// of the last build`;
    writeFileSync(main, old);
    linkSync(main, open);
    await build();
    expect(files()).toEqual(whole);
    expect(readFileSync(main, 'utf8')).not.toBe(old);
    expect(readFileSync(open, 'utf8')).toBe(old);
    writeFileSync(join(copy, 'src', 'main.ts'), 'export const = 1;');
    await expect(build()).rejects.toThrow();
    expect(files()).toEqual(whole);
  });

  it.each([['--help'], ['models'], ['completion', 'bash', '--complete']])(
    'that is not built says so in one line (%s)',
    async (...args) => {
      const bare = temporaryDirectory();
      for (const path of ['bin', 'package.json']) cpSync(join(root, path), join(bare, path), { recursive: true });
      const wan = (...given: string[]) =>
        start(process.execPath, [join(bare, 'bin', 'wan.js'), ...given], { cwd: bare, state: bare }).ended;
      expect(await wan(...args)).toMatchObject({
        exitCode: 7,
        stdout: '',
        stderr: 'error: wan is not built\nhint: run bin/setup\n',
      });
      expect(await wan('--version')).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n` });
    },
  );

  it.each([
    ['its packages', (place: string) => rmSync(join(place, 'node_modules')), 'a package that wan needs is missing'],
    ['the files of a command', loseCommand, 'a file or package that wan needs is missing'],
    ['the beginning', (place: string) => writeFileSync(join(place, 'dist', 'main.js'), 'export {'), 'is damaged'],
    ['all', (place: string) => rmSync(join(place, 'dist'), { recursive: true }), 'wan is not built'],
  ])('that lost %s says so in one line, and in one document', async (_, lose, message) => {
    const bare = temporaryDirectory();
    for (const path of ['bin', 'dist', 'package.json']) cpSync(join(root, path), join(bare, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(bare, 'node_modules'));
    lose(bare);
    const wan = (...given: string[]) =>
      start(process.execPath, [join(bare, 'bin', 'wan.js'), 'models', ...given], { cwd: bare, state: bare }).ended;
    const ended = await wan();
    expect(ended).toMatchObject({ exitCode: 7, stdout: '' });
    expect(ended.stderr).toMatch(/^error: [^\n]+\nhint: run bin\/setup[^\n]*\n$/);
    expect(ended.stderr).toContain(message);
    const scripted = await wan('--json');
    expect(scripted.exitCode).toBe(7);
    expect(documentOf(scripted)).toMatchObject({
      exitCode: 7,
      command: 'models',
      error: { code: 'local.node', message: expect.stringContaining(message) },
    });
  });
});

function loseCommand(place: string): void {
  const name = readdirSync(join(place, 'dist')).find((file) => /^models-[0-9A-Z]{8}\.js$/.test(file));
  rmSync(join(place, 'dist', name ?? ''));
}

const withScripts = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

/** Folders of the packages in a `node_modules`, those inside of others too. */
function packagesIn(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      const folder = join(modules, name);
      if (name.startsWith('@')) return packagesIn(folder);
      const inner = readdirSync(folder).includes('node_modules') ? packagesIn(join(folder, 'node_modules')) : [];
      return [folder, ...inner];
    });
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** `from "x"` and `import("x")` of packages; files of our own begin with a dot, Node's with `node:`. */
const importedPackage = /^(?:import|export)?[^'"\n]*\b(?:from|import)\s*\(?\s*"(?!node:|\.)([\w@][\w@/.-]*)"/gm;
