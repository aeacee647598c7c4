import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { root } from './program.js';
import { pathOf } from './workplace.js';

/** A checkout whose tools are stand-ins, so that nothing is installed or fetched. */
interface Machine {
  setup(...args: readonly string[]): { readonly exitCode: number | null; readonly output: string };
  /** Calls of npm, apt-get and sudo, one a line. */
  calls(): string[];
  /** Puts a shell script on the PATH. */
  tool(name: string, script: string): void;
  removeTool(name: string): void;
  path(...parts: readonly string[]): string;
}

const installs = 'npm ci --include=dev --no-audit --no-fund --loglevel=error';
const build = 'npm run --silent build';

function createMachine(env: Readonly<Record<string, string>> = {}): Machine {
  const base = temporaryDirectory();
  const checkout = join(base, 'a checkout with spaces');
  const tools = join(base, 'tools');
  const log = join(base, 'calls.log');
  mkdirSync(join(checkout, 'bin'), { recursive: true });
  mkdirSync(tools);
  copyFileSync(join(root, 'bin', 'setup'), join(checkout, 'bin', 'setup'));
  const packages = { '': {}, 'node_modules/tiny': { version: '1.0.0' }, ...foreignPackage };
  writeFileSync(join(checkout, 'package-lock.json'), JSON.stringify({ packages }));
  for (const name of ['dirname', 'id', 'env', 'rm', 'mkdir', 'cat', 'chmod', 'sh'])
    symlinkSync(pathOf(name), join(tools, name));
  symlinkSync(process.execPath, join(tools, 'node'));
  const machine: Machine = {
    setup: (...args) => {
      const run = spawnSync(pathOf('sh'), [join(checkout, 'bin', 'setup'), ...args], {
        cwd: base,
        env: { PATH: tools, CI: 'true', ...env },
      });
      return { exitCode: run.status, output: `${run.stdout}${run.stderr}` };
    },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []),
    tool: (name, script) => {
      writeFileSync(join(tools, name), `#!${pathOf('sh')}\n${script}\n`);
      chmodSync(join(tools, name), 0o755);
    },
    removeTool: (name) => rmSync(join(tools, name)),
    path: (...parts) => join(checkout, ...parts),
  };
  machine.tool('ffmpeg', 'echo libx264');
  machine.tool('ffprobe', '');
  for (const name of testPrograms) machine.tool(name, '');
  machine.tool('npm', `echo "npm $*" >>'${log}'\n${workingInstall}`);
  machine.tool('apt-get', `echo "apt-get $*" >>'${log}'\n${workingPackages(tools)}`);
  machine.tool('sudo', `[ "$1" = -n ] && shift\necho "sudo" >>'${log}'\nexec "$@"`);
  return machine;
}

const testPrograms = ['script', 'bash', 'zsh', 'fish', 'groff', 'openssl', 'chromium'];

/** What apt-get puts on the PATH: a program of the package's name, but for two of them. */
function workingPackages(tools: string): string {
  return `[ "$1" = install ] || exit 0
for last; do :; done
case "$last" in bsdutils) last=script ;; groff-base) last=groff ;; esac
[ -e '${tools}'/"$last" ] || { : >'${tools}'/"$last"; chmod 755 '${tools}'/"$last"; }`;
}

/** npm writes its own lock file at the end. */
const workingInstall = `[ "$1" = ci ] || exit 0
mkdir -p node_modules/tiny
echo '{"version":"1.0.0"}' >node_modules/tiny/package.json
: >node_modules/.package-lock.json`;
const foreignPackage = {
  'node_modules/other-system': { version: '1.0.0', optional: true, os: ['aix'], cpu: ['ppc64'] },
};

describe('bin/setup', () => {
  it('installs the packages and builds', () => {
    const machine = createMachine();
    const { exitCode, output } = machine.setup();
    expect(exitCode, output).toBe(0);
    expect(output.split('\n')).toEqual([
      'setup: ffmpeg is there',
      'setup: installing packages',
      'setup: building',
      'setup: done',
      '',
    ]);
    expect(machine.calls()).toEqual([installs, build]);
  });

  it('finds everything there the second time, and asks no network', () => {
    const machine = createMachine();
    machine.setup();
    const { exitCode, output } = machine.setup();
    expect(exitCode, output).toBe(0);
    expect(output).toContain('setup: packages are there');
    expect(machine.calls()).toEqual([installs, build, build]);
  });

  it.each<[string, (machine: Machine) => void]>([
    ['that was interrupted', ({ path }) => rmSync(path('node_modules', '.package-lock.json'))],
    ['that lost a package', ({ path }) => rmSync(path('node_modules', 'tiny'), { recursive: true })],
    [
      'of another version',
      ({ path }) => writeFileSync(path('node_modules', 'tiny', 'package.json'), '{"version":"0.9.0"}'),
    ],
    [
      'that a crash left half written',
      ({ path }) => writeFileSync(path('node_modules', 'tiny', 'package.json'), '{"ver'),
    ],
  ])('repairs an install %s', (_name, damage) => {
    const machine = createMachine();
    machine.setup();
    damage(machine);
    expect(machine.setup()).toMatchObject({ exitCode: 0 });
    expect(machine.calls().filter((call) => call === installs)).toHaveLength(2);
  });

  it('says so when the packages cannot be installed, and does not take the rest for whole', () => {
    const machine = createMachine();
    machine.tool('npm', 'mkdir -p node_modules/tiny; echo no network >&2; exit 1');
    const { exitCode, output } = machine.setup();
    expect(exitCode).toBe(1);
    expect(output).toContain('no network\nsetup: npm ci failed: see above\n');
    expect(machine.setup().output).toContain('installing packages');
  });

  it('says so when the build fails', () => {
    const machine = createMachine();
    machine.setup();
    machine.tool('npm', 'exit 2');
    expect(machine.setup()).toEqual({
      exitCode: 1,
      output: expect.stringContaining('setup: the build failed: see above'),
    });
  });
});

describe('bin/setup on a machine without', () => {
  it.each([
    ['Node.js', (machine: Machine) => machine.removeTool('node'), 'Node.js is missing: install Node 20.19 or newer'],
    ['npm', (machine: Machine) => machine.removeTool('npm'), 'npm is missing'],
  ])('%s fails in one line', (_name, change, says) => {
    const machine = createMachine();
    change(machine);
    const { exitCode, output } = machine.setup();
    expect(exitCode).toBe(1);
    expect(output).toContain(`setup: ${says}`);
    expect(output.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a new Node.js says which one it found', () => {
    const machine = createMachine();
    machine.removeTool('node');
    machine.tool('node', '[ "$1" = --version ] && echo v18.20.8; [ "$1" = --version ]');
    expect(machine.setup()).toEqual({
      exitCode: 1,
      output: expect.stringContaining('Node v18.20.8 is too old: 20.19 or newer is needed'),
    });
  });

  it('ffmpeg installs it, as root or through a sudo that never asks', () => {
    const machine = createMachine();
    machine.removeTool('ffprobe');
    const { exitCode, output } = machine.setup();
    expect(exitCode, output).toBe(0);
    expect(output).toContain('setup: installing ffmpeg with apt-get');
    expect(installedBy(machine)).toEqual(['apt-get update -q', `${aptInstall} ffmpeg`]);
    expect(machine.calls().includes('sudo')).toBe(process.getuid?.() !== 0);
  });

  it('a package manager says what to install by hand', () => {
    const machine = createMachine();
    machine.removeTool('ffmpeg');
    machine.removeTool('apt-get');
    expect(machine.setup()).toEqual({
      exitCode: 1,
      output: 'setup: no apt-get, dnf, apk or brew here: install ffmpeg by hand, then run bin/setup again\n',
    });
  });

  it('the encoder of the animatic warns', () => {
    const machine = createMachine();
    machine.tool('ffmpeg', 'echo libopenh264');
    expect(machine.setup()).toEqual({ exitCode: 0, output: expect.stringContaining('no libx264') });
  });
});

const aptInstall = 'apt-get install -y -q --no-install-recommends';

function installedBy(machine: Machine): string[] {
  return machine.calls().filter((call) => call.startsWith('apt-get'));
}

describe('bin/setup --test', () => {
  it('adds what the suite needs, after one look at the lists, and nothing the second time', () => {
    const machine = createMachine();
    for (const name of testPrograms) machine.removeTool(name);
    const { exitCode, output } = machine.setup('--test');
    expect(exitCode, output).toBe(0);
    const packages = ['bsdutils', 'bash', 'zsh', 'fish', 'groff-base', 'openssl', 'chromium'];
    expect(installedBy(machine)).toEqual(['apt-get update -q', ...packages.map((name) => `${aptInstall} ${name}`)]);
    expect(machine.setup('--test').output).toContain('what the tests need is there');
    expect(installedBy(machine)).toHaveLength(packages.length + 1);
  });

  it('takes a Chrome that is there for the browser', () => {
    const machine = createMachine();
    machine.removeTool('chromium');
    machine.tool('google-chrome', '');
    expect(machine.setup('--test')).toMatchObject({ exitCode: 0 });
    expect(installedBy(machine)).toEqual([]);
  });

  it('uses the browser of CHROMIUM_PATH, and says so when there is none', () => {
    const machine = createMachine({ CHROMIUM_PATH: join('nowhere', 'chromium') });
    expect(machine.setup('--test')).toEqual({
      exitCode: 1,
      output: expect.stringContaining('setup: CHROMIUM_PATH leads to no program: correct or unset it\n'),
    });
  });

  it.each([
    ['fish', 'setup: fish is still not on the PATH: install it by hand, then run bin/setup --test again\n'],
    ['chromium', 'setup: still no Chromium: install Chromium or Chrome by hand and set CHROMIUM_PATH to it\n'],
  ])('does not believe an install that left no %s', (name, says) => {
    const machine = createMachine();
    machine.removeTool(name);
    machine.tool('apt-get', '');
    expect(machine.setup('--test')).toEqual({ exitCode: 1, output: expect.stringContaining(says) });
  });

  it('leaves all that alone without --test', () => {
    const machine = createMachine();
    for (const name of testPrograms) machine.removeTool(name);
    expect(machine.setup()).toMatchObject({ exitCode: 0 });
    expect(installedBy(machine)).toEqual([]);
  });
});

describe('bin/setup with', () => {
  it.each([
    ['an unknown option', ['--tset'], 'unknown option --tset (only --test is known)'],
    ['two options', ['--test', 'more'], 'too many arguments: --test more (only --test is known)'],
  ])('%s changes nothing', (_name, args, says) => {
    const machine = createMachine();
    expect(machine.setup(...args)).toEqual({ exitCode: 1, output: `setup: ${says}\n` });
    expect(machine.calls()).toEqual([]);
  });
});
