import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listPresets, presetPlaces, shippedPresets } from '../../../src/config/preset-places.js';
import { loadPreset, type PresetChoice, type PresetOptions } from '../../../src/config/presets.js';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'wan-presets-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: unknown): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const places = () => ({
  project: [join(root, 'project/presets')],
  user: [join(root, 'user/presets')],
  shipped: [join(root, 'shipped')],
});

function load(reference: string, changes: Partial<PresetChoice & PresetOptions> = {}) {
  const choice = { reference, directory: join(root, 'project'), chooser: 'command' as const, ...changes };
  return loadPreset(choice, { places: places(), ...changes });
}

describe('the shipped presets', () => {
  const shipped = { project: [], user: [], shipped: [shippedPresets()] };

  it('all load, and say what they are for', async () => {
    const names = (await listPresets(shipped)).map(({ name }) => name);
    expect(names).toHaveLength(7);
    for (const name of names) {
      const preset = await load(name, { places: shipped });
      expect(preset.description, name).toBeTruthy();
      expect(preset.fields.resolution, name).toMatch(/^(480|720)p$/);
      expect(preset.fields.prompt, name).toBeTruthy();
      expect(preset.output, name).toMatch(/\{id\}\.mp4$/);
      expect(preset.fields, name).not.toHaveProperty('provider');
    }
  });

  it('set what their names promise', async () => {
    expect((await load('storyboard-animatic', { places: shipped })).fields.resolution).toBe('480p');
    expect((await load('social-vertical', { places: shipped })).fields.aspectRatio).toBe('9:16');
    const seeds = await load('ab-seeds', { places: shipped });
    expect(seeds.fields).toMatchObject({ seed: 1, resolution: '480p' });
    expect(seeds.origins).toMatchObject({ seed: 'preset ab-seeds', resolution: 'preset storyboard-animatic' });
  });
});

describe('a name', () => {
  it('means the nearest preset: project before user before shipped', async () => {
    await put('shipped/look.json', { steps: 1 });
    expect((await load('look')).fields.steps).toBe(1);
    await put('user/presets/look.json', { steps: 2 });
    expect((await load('look')).fields.steps).toBe(2);
    await put('project/presets/look.json', { steps: 3 });
    expect((await load('look')).fields.steps).toBe(3);
    expect(await listPresets(places())).toEqual([
      { name: 'look', place: 'project', file: join(root, 'project/presets/look.json') },
    ]);
  });

  it.each(['lok', 'look2'])('that nobody knows gets a guess: %s', async (name) => {
    await put('user/presets/look.json', {});
    await expect(load(name)).rejects.toMatchObject({
      code: 'preset.invalid',
      message: `no preset is named "${name}" (did you mean "look"?)`,
      hint: expect.stringContaining('wan presets'),
    });
  });

  it.skipIf(process.platform === 'win32')('means no pipe of that name, which might wait for ever', async () => {
    const file = await put('user/presets/slow.json', { prompt: 'user' });
    await mkdir(join(root, 'project/presets'), { recursive: true });
    execFileSync('mkfifo', [join(root, 'project/presets/slow.json')]);
    expect(await load('slow')).toMatchObject({ file });
    expect(await listPresets(places())).toEqual([{ name: 'slow', file, place: 'user' }]);
  });

  it('is never a way out of the folders', async () => {
    await put('project/outside.json', { steps: 1 });
    for (const name of ['..', '', '.', '__proto__'])
      await expect(load(name)).rejects.toMatchObject({ code: 'preset.invalid' });
  });
});

describe('a path', () => {
  it('counts from the folder of whoever names it', async () => {
    await put('project/mine/look.json', { steps: 4 });
    const preset = await load('./mine/look.json');
    expect(preset).toMatchObject({ name: 'look', fields: { steps: 4 }, origins: { steps: 'preset look' } });
    expect((await load('look.json', { directory: join(root, 'project/mine') })).fields.steps).toBe(4);
  });

  it.each<[string, unknown, string]>([
    ['x.json', { promt: 'x' }, ':1:2: promt: unknown key (did you mean "prompt"?)'],
    ['x.json', { seed: 'one' }, 'seed: expected number'],
    ['x.json', '{"seed": 1,}', ':1:12: '],
    ['x.json', '', 'is empty'],
    ['x.json', 'null', 'expected object'],
    ['x.yaml', 'seed: [', ':1:'],
    ['absent/x.json', {}, ''],
  ])('to %s holding %j is refused with the place of the fault', async (name, content, expected) => {
    if (!name.startsWith('absent')) await put(`project/${name}`, content);
    await expect(load(`./${name}`)).rejects.toMatchObject({
      code: 'preset.invalid',
      message: expect.stringContaining(expected),
    });
  });
});

describe('extends', () => {
  it('builds on others: later ones win, the preset itself over all, extra key by key', async () => {
    const a = await put('project/a.json', { steps: 1, fps: 1, shift: 1, output: 'a.mp4', extra: { a: 1, both: 1 } });
    const b = await put('project/b.json', { fps: 2, shift: 2, extra: { b: 2, both: 2 }, description: 'of b' });
    const file = await put('project/c.json', { extends: ['./a.json', './b.json'], shift: 0, extra: { c: 3 } });
    expect(await load(file)).toEqual({
      name: 'c',
      file,
      files: [a, b, file],
      description: undefined,
      fields: { steps: 1, fps: 2, shift: 0, extra: { a: 1, b: 2, both: 2, c: 3 } },
      output: 'a.mp4',
      origins: { steps: 'preset a', fps: 'preset b', shift: 'preset c', extra: 'preset c', output: 'preset a' },
    });
  });

  it('takes names too', async () => {
    await put('shipped/base.json', { steps: 5 });
    await put('project/c.json', { extends: 'base', seed: 0 });
    expect((await load('./c.json')).fields).toEqual({ steps: 5, seed: 0 });
  });

  it('that goes in a circle is refused with the chain', async () => {
    const a = await put('project/a.json', { extends: './sub/b.json' });
    const b = await put('project/sub/b.json', { extends: '../c.json' });
    const c = await put('project/c.json', { extends: './a.json' });
    await expect(load('./a.json')).rejects.toMatchObject({
      code: 'preset.invalid',
      message: `presets extend each other in a circle: ${a} -> ${b} -> ${c} -> ${a}`,
    });
    await put('project/presets/self.json', { extends: 'self' });
    await expect(load('self')).rejects.toThrow('in a circle');
  });

  it('reads a shared base once, however often it is named', async () => {
    await put('project/p0.json', { steps: 1 });
    for (let level = 1; level <= 40; level += 1) {
      await put(`project/p${level}.json`, { extends: [`./p${level - 1}.json`, `./p${level - 1}.json`] });
    }
    expect((await load('./p40.json')).fields).toEqual({ steps: 1 });
  });
});

describe('media of a preset', () => {
  it('count from the file, and stay in its folder unless --allow-outside', async () => {
    await put('project/looks/x.json', { image: 'a/hero.png', endImage: 'https://example.com/e.png?x=1' });
    expect((await load('./looks/x.json')).fields).toEqual({
      image: join(root, 'project/looks/a/hero.png'),
      endImage: 'https://example.com/e.png?x=1',
    });
    for (const image of ['../hero.png', '/etc/hero.png', 'a/../../hero.png']) {
      await put('project/looks/y.json', { image });
      await expect(load('./looks/y.json')).rejects.toMatchObject({
        code: 'preset.invalid',
        message: expect.stringContaining('image'),
      });
      await expect(load('./looks/y.json', { trustProject: true })).rejects.toThrow('outside the folder');
      expect((await load('./looks/y.json', { allowOutside: true })).fields.image).toMatch(/^\/.*hero\.png$/);
    }
  });

  it('are followed through links', async () => {
    await put('private/photo.png', 'x');
    await put('project/x.json', { loras: [{ path: 'link/l.safetensors' }] });
    await symlink(join(root, 'private'), join(root, 'project/link'));
    await expect(load('./x.json')).rejects.toThrow('loras.0.path');
    await put('project/y.json', { image: 'loop.png' });
    await symlink('loop.png', join(root, 'project/loop.png'));
    await expect(load('./y.json')).rejects.toThrow('outside the folder');
  });
});

describe('a preset may turn the safety checker off', () => {
  const off = { safetyChecker: false };

  beforeEach(async () => {
    await put('project/presets/theirs.json', off);
    await put('project/presets/base.json', off);
    await put('user/presets/mine.json', off);
    await put('user/presets/on-theirs.json', { extends: 'theirs' });
    await put('project/presets/on-mine.json', { extends: 'mine' });
    await put('elsewhere/x.json', off);
  });

  it.each<[string, Partial<PresetChoice & PresetOptions>]>([
    ['mine', {}],
    ['mine', { chooser: 'user' }],
    ['theirs', { trustProject: true }],
    ['theirs', { safetyCheckerOff: true }],
    ['../elsewhere/x.json', { chooser: 'user' }],
    ['../user/presets/mine.json', {}],
  ])("when it is the user's or the user said so: %s %j", async (reference, changes) => {
    expect((await load(reference, changes)).fields.safetyChecker).toBe(false);
  });

  it.each<[string, Partial<PresetChoice>]>([
    ['theirs', {}],
    ['theirs', { chooser: 'user' }],
    ['./presets/theirs.json', {}],
    ['../elsewhere/x.json', {}],
    ['mine', { chooser: 'project' }],
    ['on-mine', {}],
  ])("not when the project's word decides: %s %j", async (reference, changes) => {
    await expect(load(reference, changes)).rejects.toMatchObject({
      code: 'config.power',
      message: expect.stringContaining('safetyChecker'),
    });
  });

  it("and no project can put its own in the place of what a user's preset extends", async () => {
    await expect(load('on-theirs')).rejects.toMatchObject({ code: 'preset.invalid' });
  });

  it.each<[string, object]>([
    ['extra.enable_safety_checker', { extra: { enable_safety_checker: false } }],
    ['extra.webhook', { extra: { webhook: 'https://evil.example' } }],
    ['output', { output: '../../x.mp4' }],
  ])('nor take other power: %s', async (key, content) => {
    await put('project/presets/sly.json', content);
    await expect(load('sly')).rejects.toMatchObject({
      code: 'config.power',
      message: expect.stringContaining(`: ${key}: `),
    });
  });
});

describe('presetPlaces', () => {
  const base = { cwd: '/w', configDirectory: '/u/wan', user: undefined, shipped: '/s' };

  it('looks beside the project file and in the working directory, then at the user, then at what is shipped', () => {
    const project = { config: {}, directory: '/p', role: 'project' as const };
    expect(presetPlaces({ ...base, project })).toEqual({
      project: ['/p/presets', '/w/presets'],
      user: ['/u/wan/presets'],
      shipped: ['/s'],
    });
  });

  it("honours presetsDirectory, and counts the folder of --config as the user's", () => {
    const given = { config: { presetsDirectory: '/g/looks' }, directory: '/g', role: 'given' as const };
    const user = { config: { presetsDirectory: '/u/looks' } };
    expect(presetPlaces({ ...base, project: given, user })).toMatchObject({
      project: ['/w/presets'],
      user: ['/g/looks', '/u/looks', '/u/wan/presets'],
    });
  });
});
