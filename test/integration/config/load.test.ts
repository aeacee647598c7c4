import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, link, lstat, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoadOptions, loadConfig } from '../../../src/config/load.js';

let root: string;
let home: string;
let cwd: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'wan-config-')));
  home = join(root, 'home');
  cwd = join(home, 'project', 'deep', 'er');
  await mkdir(cwd, { recursive: true });
  await mkdir(join(home, '.config', 'wan'), { recursive: true });
});

afterEach(async () => {
  process.chdir(dirname(root));
  await rm(root, { recursive: true, force: true });
});

async function put(path: string, content: unknown): Promise<string> {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function load(options: Partial<LoadOptions> = {}, runtime: Partial<LoadOptions['runtime']> = {}) {
  const userId = process.getuid?.();
  return loadConfig({ runtime: { env: {}, cwd, home, platform: 'linux', userId, ...runtime }, ...options });
}

describe('the project file', () => {
  it('is absent without being missed', async () => {
    expect(await load()).toEqual({ user: undefined, project: undefined, warnings: [] });
  });

  it.each<[string, string]>([
    ['.wanrc', '{"concurrency": 3}'],
    ['.wanrc', 'concurrency: 3'],
    ['.wanrc.json', '\uFEFF{"concurrency": 3}'],
    ['.wanrc.yaml', 'concurrency: 3'],
    ['.wanrc.yml', 'concurrency: 3'],
    ['wan.config.json', '{"concurrency": 3}'],
    ['wan.config.yaml', 'concurrency: 3'],
    ['package.json', '{"name": "x", "wan": {"concurrency": 3}}'],
  ])('may be %s holding %s', async (name, text) => {
    const file = await put(`project/${name}`, text);
    const { project } = await load();
    expect(project).toEqual({
      file,
      directory: dirname(file),
      role: 'project',
      trusted: false,
      config: { concurrency: 3 },
    });
  });

  it('is the nearest one upwards, packages without a "wan" key left out', async () => {
    await put('project/.wanrc', { concurrency: 1 });
    await put('project/deep/.wanrc', { concurrency: 2 });
    await put('project/deep/er/package.json', { name: 'x', bin: { wan: 'x' } });
    expect((await load()).project?.config.concurrency).toBe(2);
  });

  it.each(['directory', 'file'])('is not looked for above a git root whose .git is a %s', async (kind) => {
    await put('project/.wanrc', { concurrency: 1 });
    const git = join(home, 'project', 'deep', '.git');
    await (kind === 'directory' ? mkdir(git) : writeFile(git, 'gitdir: elsewhere'));
    expect((await load()).project).toBeUndefined();
    await put('project/deep/.wanrc', { concurrency: 2 });
    expect((await load()).project?.config.concurrency).toBe(2);
  });

  it('is not looked for above home, but in it', async () => {
    await writeFile(join(root, '.wanrc'), '{"concurrency": 1}');
    expect((await load()).project).toBeUndefined();
    await put('.wanrc', { concurrency: 2 });
    expect((await load()).project?.config.concurrency).toBe(2);
  });

  it('of another user is skipped with a warning, and the search goes on', async () => {
    const file = await put('project/deep/.wanrc', { concurrency: 1 });
    await put('project/deep/package.json', { wan: { concurrency: 1 } });
    const others = { userId: (process.getuid?.() ?? 0) + 1 };
    const { project, warnings } = await load({}, others);
    expect(project).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(`${file} is ignored: it belongs to another user`)]);
    expect((await load({ configPath: file }, others)).project?.config.concurrency).toBe(1);
  });

  it('says which further files of its folder do not count', async () => {
    const first = await put('project/.wanrc', { concurrency: 1 });
    const second = await put('project/.wanrc.json', { concurrency: 2 });
    const { project, warnings } = await load();
    expect(project?.config.concurrency).toBe(1);
    expect(warnings).toEqual([`${second} is ignored: ${first} comes first`]);
  });

  it.each(['.wanrc.js', '.wanrc.ts', 'wan.config.ts', 'wan.config.js', 'wan.config.mjs', 'wan.config.cjs'])(
    '%s is ignored with a warning, and never run',
    async (name) => {
      const file = await put(
        `project/${name}`,
        `require('fs').writeFileSync(${JSON.stringify(join(root, 'ran'))}, '')`,
      );
      const { project, warnings } = await load();
      expect(project).toBeUndefined();
      expect(warnings).toEqual([expect.stringContaining(`${file} is ignored: settings are read from data files only`)]);
      expect(existsSync(join(root, 'ran'))).toBe(false);
    },
  );

  it('runs no .config/config.js of the working directory, which cosmiconfig would', async () => {
    const program = `require('fs').writeFileSync(${JSON.stringify(join(root, 'ran'))}, ''); module.exports = {};`;
    for (const extension of ['js', 'cjs']) await put(`project/deep/er/.config/config.${extension}`, program);
    await put('project/deep/er/.wanrc', { concurrency: 3 });
    process.chdir(cwd);
    expect((await load()).project?.config.concurrency).toBe(3);
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('imports no other files', async () => {
    await put('secret.json', { concurrency: 9 });
    await put('project/.wanrc', { $import: '../secret.json' });
    await expect(load()).rejects.toThrow('$import: unknown key');
  });

  it('has its paths counted from its own folder', async () => {
    const file = await put('project/.wanrc', {
      preset: ['cinematic-720p', './looks/x.json'],
      presetsDirectory: 'looks',
      defaults: {
        image: 'a.png',
        audio: 'https://example.com/a.wav',
        loras: [{ path: 'l.safetensors' }, { path: 'a/b' }],
      },
    });
    const directory = dirname(file);
    expect((await load()).project?.config).toEqual({
      preset: ['cinematic-720p', join(directory, 'looks/x.json')],
      presetsDirectory: join(directory, 'looks'),
      defaults: {
        image: join(directory, 'a.png'),
        audio: 'https://example.com/a.wav',
        loras: [{ path: join(directory, 'l.safetensors') }, { path: 'a/b' }],
      },
    });
  });
});

describe('the user-level file', () => {
  it.each(['config.json', 'config.yaml', '.wanrc', '.wanrc.yml'])('may be %s in the config directory', async (name) => {
    const file = await put(`.config/wan/${name}`, '{"webhook": "https://example.com/h", "ffmpegPath": "bin/ffmpeg"}');
    const { user } = await load();
    expect(user).toMatchObject({ file, role: 'user', trusted: true });
    expect(user?.config.ffmpegPath).toBe(join(home, '.config/wan/bin/ffmpeg'));
  });

  it('follows XDG_CONFIG_HOME', async () => {
    await put('elsewhere/wan/config.json', { concurrency: 4 });
    const { user } = await load({}, { env: { XDG_CONFIG_HOME: join(home, 'elsewhere') } });
    expect(user?.config.concurrency).toBe(4);
  });

  it('is not taken for a project file when the work happens beside it', async () => {
    await put('.config/wan/.wanrc', { webhook: 'https://example.com/h' });
    const loaded = await load({}, { cwd: join(home, '.config/wan') });
    expect(loaded.user?.config.webhook).toBe('https://example.com/h');
    expect(loaded.project).toBeUndefined();
  });
});

describe('--config and WAN_CONFIG', () => {
  it('replace the project file and are trusted', async () => {
    await put('project/.wanrc', { concurrency: 1 });
    const file = await put('other/mine.conf', 'webhook: https://example.com/h\nbudget: { perRun: 99 }');
    for (const loaded of [await load({ configPath: file }), await load({}, { env: { WAN_CONFIG: file } })]) {
      expect(loaded.project).toMatchObject({ file, role: 'given', trusted: true });
      expect(loaded.project?.config).toEqual({ webhook: 'https://example.com/h', budget: { perRun: 99 } });
    }
  });

  it('count from the working directory, the flag before the variable, an empty variable for nothing', async () => {
    await put('project/deep/er/a.json', { concurrency: 1 });
    await put('project/deep/er/b.json', { concurrency: 2 });
    expect((await load({ configPath: 'a.json' }, { env: { WAN_CONFIG: 'b.json' } })).project?.config.concurrency).toBe(
      1,
    );
    expect((await load({}, { env: { WAN_CONFIG: '' } })).project).toBeUndefined();
  });

  it.each([
    ['absent.json', 'there is no such file'],
    ['x.js', 'data files only'],
    ['x.ts', 'data files only'],
    ['', 'names no file'],
    ['folder', 'is a directory'],
    ['package.json', 'has no "wan" key'],
  ])('refuse %j', async (configPath, message) => {
    await mkdir(join(cwd, 'folder'));
    await put('project/deep/er/package.json', { name: 'x' });
    await expect(load({ configPath })).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining(message),
    });
  });
});

describe('files that cannot be used', () => {
  it.each<[string, string, string]>([
    ['.wanrc.json', '{"a": 1,}', ':1:9: '],
    ['.wanrc.json', '{"seed": }', ':1:10: '],
    ['.wanrc.yaml', 'a: [1', ':1:'],
    ['.wanrc', 'budget:\n  perRun: 1\n  perRun: 2\n', ':3:3: '],
    ['.wanrc.json', '{"concurrency": 1, "concurrency": 2}', ':1:20: '],
    ['.wanrc', '', ': is empty'],
    ['.wanrc.json', ' \n', ': is empty'],
    ['.wanrc.json', 'null', 'expected object, received null'],
    ['.wanrc', '~', 'expected object, received null'],
    ['.wanrc', '[1]', 'expected object, received array'],
    ['.wanrc', `# ${'x'.repeat(1_000_000)}`, 'larger than 1 MB'],
    ['package.json', '{"wan": {"modle": 1}}', ':1:10: modle: unknown key (did you mean "model"?)'],
    ['package.json', '{"wan": {"seed": 1},}', ':1:21: '],
    ['package.json', '{"wan": null}', 'expected object, received null'],
  ])('%s holding %.40j is a fault, never silence: a cap could be lost with it', async (name, text, expected) => {
    const file = await put(`project/${name}`, text);
    await expect(load()).rejects.toMatchObject({ code: 'config.invalid', message: expect.stringContaining(expected) });
    await expect(load()).rejects.toThrow(file);
  });

  it("leaves a broken package.json that is not ours to its owner's other tools", async () => {
    await put('project/package.json', '{"name": ');
    expect((await load()).project).toBeUndefined();
  });

  it('a file of comments sets nothing and is fine', async () => {
    await put('project/.wanrc', '# later\n');
    expect((await load()).project?.config).toEqual({});
  });

  it('reports every fault of both files at once', async () => {
    const user = await put('.config/wan/config.json', { budgt: {} });
    const project = await put('project/.wanrc', { modl: 'x', concurrency: 'two' });
    const error = await load().catch((caught: Error) => caught.message);
    expect(error).toEqual(expect.stringContaining(`${user}:1:2: budgt: unknown key (did you mean "budget"?)`));
    expect(error).toEqual(expect.stringContaining(`${project}:1:2: modl: unknown key (did you mean "model"?)`));
    expect(String(error).split('\n')).toHaveLength(3);
  });

  it('a link that leads to itself, or nowhere, is a fault', async () => {
    await symlink('.wanrc', join(home, 'project/.wanrc'));
    await expect(load()).rejects.toThrow('is a link that leads to itself');
    await rm(join(home, 'project/.wanrc'));
    await symlink('absent', join(home, 'project/.wanrc'));
    await expect(load()).rejects.toThrow('there is no such file');
  });

  it('a directory of that name is passed over with a warning', async () => {
    await mkdir(join(home, 'project/deep/.wanrc'));
    await put('project/.wanrc', { concurrency: 1 });
    const { project, warnings } = await load();
    expect(project?.config.concurrency).toBe(1);
    expect(warnings).toEqual([expect.stringContaining('it is a directory')]);
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe of that name is passed over with a warning, not waited for',
    async () => {
      execFileSync('mkfifo', [join(home, 'project/deep/.wanrc'), join(home, '.config/wan/config.json')]);
      await put('project/.wanrc', { concurrency: 1 });
      const { project, warnings } = await load();
      expect(project?.config.concurrency).toBe(1);
      expect(warnings).toEqual(Array(2).fill(expect.stringContaining('it is no regular file')));
    },
  );

  it.skipIf(process.platform === 'win32')('a pipe that is given is read', async () => {
    const pipe = join(home, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [{ project }] = await Promise.all([load({ configPath: pipe }), writeFile(pipe, '{"concurrency": 3}')]);
    expect(project?.config.concurrency).toBe(3);
  });

  it.skipIf(process.platform === 'win32')('a pipe that is given and to which nobody writes is a fault', async () => {
    const pipe = join(home, 'pipe.yaml');
    execFileSync('mkfifo', [pipe]);
    await expect(load({ configPath: pipe })).rejects.toMatchObject({
      code: 'config.invalid',
      message: `${pipe}: is a pipe to which nobody writes`,
    });
  });

  it('a file that may not be read is a fault for everybody but root, whom nothing stops', async () => {
    const file = await put('project/.wanrc', { concurrency: 1 });
    await chmod(file, 0);
    const outcome = await load().then(
      ({ project }) => project?.config.concurrency,
      (error: Error) => error.message,
    );
    expect(outcome).toEqual(process.getuid?.() === 0 ? 1 : `${file}: may not be read by this user`);
  });

  it('a config directory that can not be looked into is a fault, since it may hold a cap', async () => {
    // Nothing stops root but a name that no file system takes.
    const env = { XDG_CONFIG_HOME: join(home, 'x'.repeat(300)) };
    const file = join(env.XDG_CONFIG_HOME, 'wan', 'config.json');
    await expect(load({}, { env })).rejects.toMatchObject({
      code: 'config.invalid',
      message: `${file}: cannot be read (ENAMETOOLONG)`,
    });
  });
});

describe('trust', () => {
  it('is needed for power, and given by --trust-project', async () => {
    const file = await put('project/.wanrc', { webhook: 'https://evil.example', defaults: { safetyChecker: false } });
    await expect(load()).rejects.toMatchObject({
      code: 'config.power',
      message: expect.stringContaining(`${file}: defaults.safetyChecker: only the user turns the safety checker off`),
    });
    expect((await load({ trustProject: true })).project).toMatchObject({ trusted: true, role: 'project' });
  });

  it('is needed although the environment sets another value', async () => {
    await put('project/.wanrc', { ffmpegPath: './ffmpeg' });
    await expect(load({}, { env: { FFMPEG_PATH: '/usr/bin/ffmpeg' } })).rejects.toMatchObject({ code: 'config.power' });
  });

  it('compares limits with the user-level file and WAN_MAX_COST', async () => {
    await put('project/.wanrc', { budget: { perRun: 3 } });
    expect((await load()).project?.config.budget).toEqual({ perRun: 3 });
    await expect(load({}, { env: { WAN_MAX_COST: '2.99' } })).rejects.toMatchObject({ code: 'config.power' });
    await put('.config/wan/config.json', { budget: { perRun: 2 } });
    await expect(load()).rejects.toThrow('budget.perRun: a project file may lower it only, and 3 is more than your 2');
  });

  it('follows links before it believes that a path stays in the folder', async () => {
    await put('private/photo.png', 'x');
    await put('project/.wanrc', { defaults: { image: 'media/photo.png' } });
    await symlink('../private', join(home, 'project/media'));
    await expect(load()).rejects.toMatchObject({
      code: 'config.power',
      message: expect.stringContaining('defaults.image'),
    });
    expect((await load({ allowOutside: true })).project).toBeDefined();
  });

  it('takes a hard link for a file like any other', async () => {
    const original = await put('private/photo.png', 'x');
    await put('project/.wanrc', { defaults: { image: 'photo.png' } });
    await link(original, join(home, 'project/photo.png'));
    expect((await lstat(join(home, 'project/photo.png'))).nlink).toBe(2);
    expect((await load()).project).toBeDefined();
  });
});
