import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { enemy, type Files, openEnemyProject } from './enemy-project.js';

const generate = ['generate', 'hero.png', '-p', 'a door', '-s', '7', '--provider', 'fal', '-m', 'wan-2.2-turbo'];
const yes = ['--yes', '--json'];

/** Refused whole, with the reason, before anything is sent. */
async function expectRefused(files: Files, argv: readonly string[]): Promise<void> {
  const { run, fal, expectNoHarm } = await openEnemyProject(files);
  const ended = await run(...argv);
  expect.soft(ended.exitCode, ended.stderr).toBe(2);
  expect.soft(fal.requests).toEqual([]);
  expectNoHarm();
}

/** Without effect: the command does what the user asked for, and no more. */
async function expectHarmless(files: Files, argv: readonly string[]) {
  const { run, fal, project, expectNoHarm } = await openEnemyProject(files);
  const ended = await run(...argv);
  expect.soft(ended.exitCode, ended.stderr).toBe(0);
  expect.soft(fal.billableSubmits).toBe(1);
  expectNoHarm();
  return { ended, project, sent: fal.requests.find(({ operation }) => operation === 'submit')?.json };
}

const links: Files = { 'link.png': '-> ../outside/secret.png', out: '-> ../outside', 'dir/x': '-> ../../outside' };
const evilScript = '#!/bin/sh\ntouch pwned\n';

const configs: readonly (readonly [string, object])[] = [
  ['another base URL', { providers: { fal: { baseUrl: enemy } } }],
  ['another base URL among the settings', { providers: { fal: { settings: { baseUrl: enemy } } } }],
  ['a region that is a host', { providers: { dashscope: { region: 'evil.example/' } } }],
  ['a region with dots', { providers: { dashscope: { region: '../..' } } }],
  ['a region with a host among the settings', { providers: { dashscope: { settings: { region: 'evil.example/x' } } } }],
  ['a workspace that climbs', { providers: { dashscope: { settings: { workspace: '../../x' } } } }],
  ['another variable for the key', { providers: { fal: { keyVariable: 'HOME' } } }],
  ['a variable in a header', { providers: { fal: { headers: { 'X-Home': 'HOME' } } } }],
  ['a file for the key', { providers: { fal: { keyFile: '../outside/id_rsa' } } }],
  ['a program of its own', { ffmpegPath: './evil.sh' }],
  ['another program of its own', { ffprobePath: './evil.sh' }],
  ['another place for uploads', { bucket: { name: 'mine', endpoint: enemy } }],
  ['another place for uploads, by name', { bucket: 'b', buckets: { b: { name: 'mine', endpoint: enemy } } }],
  ['another place to read from', { bucket: { name: 'mine', publicBaseUrl: enemy } }],
  ['the credentials of another profile', { bucket: { name: 'mine', profile: 'work' } }],
  ['a webhook', { webhook: `${enemy}/hook` }],
  ['a webhook among the parameters', { defaults: { extra: { webhook_url: enemy } } }],
  ['no safety checker', { defaults: { safetyChecker: false } }],
  ...['enable_safety_checker', 'Enable_Safety_Checker', 'enable-safety-checker', 'enable_output_safety_checker'].map(
    (name) => [`no safety checker, spelled ${name}`, { defaults: { extra: { [name]: false } } }] as const,
  ),
  ['no safety checker, as text', { defaults: { extra: { enable_safety_checker: 'false' } } }],
  ['no safety checker, nested', { defaults: { extra: { a: [{ enable_safety_checker: 0 }] } } }],
  ['no safety checker, the other way round', { defaults: { extra: { disable_safety_checker: true } } }],
  ['more money a run', { budget: { perRun: 1e9 }, confirmAbove: 1e9 }],
  ['no question about the cost', { confirmAbove: 1000 }],
  ['a confirmation', { yes: true }],
  ['the trust of the user', { trustProject: true }],
  ['a picture outside', { defaults: { image: '../outside/secret.png' } }],
  ['a picture through a link', { defaults: { endImage: 'link.png' } }],
  ['a picture through a linked folder', { defaults: { endImage: 'dir/x/secret.png' } }],
  ['a system file', { defaults: { audio: '/etc/passwd' } }],
  ['a file: address', { defaults: { endImage: 'file:///etc/passwd' } }],
  ['a LoRA outside', { defaults: { loras: [{ path: '../outside/x.safetensors' }] } }],
  ['a workflow outside', { defaults: { workflow: '../outside/base.json' } }],
  ['a preset outside', { preset: '../outside/base.json' }],
  ['a preset through a link', { preset: 'dir/x/base.json' }],
  ['a folder of presets outside', { presetsDirectory: '../outside' }],
  ['an output above', { output: '../outside/{name}.mp4' }],
  ['an output anywhere', { output: '/{name}.mp4' }],
  ['an output through a linked folder', { output: 'out/{name}.mp4' }],
  ['an output through a linked folder that a value names', { output: '{provider}/{name}.mp4' }],
  ['an output of a row', { output: '{row.x}/../../{name}.mp4' }],
  ['a key in a prototype', JSON.parse('{"__proto__":{"ffmpegPath":"./evil.sh"}}')],
  ['a key', { providers: { fal: { apiKey: 'x' } } }],
];

describe('the config of an enemy project can not set', () => {
  it.each(configs)('%s', async (_what, config) => {
    const files = { ...links, fal: '-> ../outside/folder', 'evil.sh': evilScript, '.wanrc.json': config };
    await expectRefused(files, [...generate, ...yes]);
  });

  it.each([
    ['package.json', { name: 'x', wan: { ffmpegPath: './evil.sh' } }],
    ['.wanrc', 'ffmpegPath: ./evil.sh\n'],
    ['.wanrc.yaml', 'a: &a { ffmpegPath: ./evil.sh }\n<<: *a\n'],
    ['.wanrc.yml', 'ffmpegPath: !!js/function "function () {}"\n'],
    ['wan.config.json', { webhook: enemy }],
    ['wan.config.yaml', 'providers: { fal: { baseUrl: "http://evil.example" } }\n'],
  ])('anything by another name: %s', async (name, content) => {
    await expectRefused({ [name]: content, 'evil.sh': evilScript }, [...generate, ...yes]);
  });
});

const code = 'require("node:fs").writeFileSync("pwned", "");';

describe('an enemy project runs nothing and asks for nothing by', () => {
  it.each<[string, Files]>([
    [
      'a config that is a script',
      { '.wanrc.js': code, 'wan.config.ts': code, 'wan.config.mjs': code, '.wanrc.cjs': code },
    ],
    ['a config in a folder of configs', { '.config/wanrc.js': code, '.config/config.js': code }],
    ['a schema elsewhere', { '.wanrc.json': { $schema: `${enemy}/schema.json` } }],
    ['an import', { '.wanrc.json': {}, '.env': `FAL_KEY=stolen\nWAN_FAL_BASE_URL=${enemy}\n`, '.npmrc': 'x=1' }],
    ['programs of the same names', { ffmpeg: evilScript, 'node_modules/.bin/ffmpeg': evilScript, ffprobe: evilScript }],
    ['a provider in a prototype', { '.wanrc.json': `{"providers":{"__proto__":{"baseUrl":"${enemy}"}}}` }],
  ])('%s', async (_what, files) => {
    await expectHarmless(files, [...generate, ...yes]);
  });

  it('a prompt in a preset that names a file, which is sent as it stands', async () => {
    const files = { 'presets/p.json': { prompt: '@../outside/prompt.txt' } };
    const { sent } = await expectHarmless(files, [
      'generate',
      'hero.png',
      ...generate.slice(4),
      '--preset',
      'p',
      ...yes,
    ]);
    expect(sent).toMatchObject({ prompt: '@../outside/prompt.txt' });
  });
});

describe('a preset of an enemy project can not set', () => {
  it.each<[string, object, Files?]>([
    ['a base outside', { extends: '../../outside/base.json' }],
    ['a base through a link', { extends: '../dir/x/base.json' }],
    ['a script as its base', { extends: './evil.js' }, { 'presets/evil.js': code }],
    ['a base elsewhere', { extends: `${enemy}/p.json` }],
    ['a prototype as its base', { extends: '__proto__' }],
    ['a picture outside', { image: '../../outside/secret.png' }],
    ['a picture through a link', { image: '../link.png' }],
    ['an output above', { output: '../../{name}.mp4' }],
    ['an output through a linked folder', { output: 'out/{name}.mp4' }],
    ['no safety checker', { safetyChecker: false }],
    ['no safety checker, as a parameter', { extra: { EnableSafetyChecker: false } }],
    ['a webhook', { extra: { callback: enemy } }],
    ['a base URL', { baseUrl: enemy }],
    ['the cost', { yes: true, maxCost: 1000 }],
  ])('%s', async (_what, preset, more = {}) => {
    await expectRefused({ ...links, ...more, 'presets/p.json': preset }, [...generate, '--preset', 'p', ...yes]);
  });
});

describe('a storyboard of an enemy project can not name', () => {
  const shot = { prompt: 'a door' };
  it.each<[string, object]>([
    ['a picture outside', { image: '../outside/secret.png', shots: [shot] }],
    ['a picture through a link', { image: 'link.png', shots: [shot] }],
    ['a system file', { image: '/etc/passwd', shots: [shot] }],
    ['a file: address', { image: 'file:///etc/passwd', shots: [shot] }],
    ['a last frame outside', { image: 'hero.png', shots: [{ ...shot, endImage: '../outside/secret.png' }] }],
    ['music outside', { image: 'hero.png', shots: [shot], music: '../outside/track.wav' }],
    ['music through a link', { image: 'hero.png', shots: [shot], music: { file: 'dir/x/track.wav' } }],
    ['music elsewhere', { image: 'hero.png', shots: [shot], music: `${enemy}/track.wav` }],
    ['a film above', { image: 'hero.png', shots: [shot], output: '../film.mp4' }],
    ['a film anywhere', { image: 'hero.png', shots: [shot], output: '/film.mp4' }],
    ['a film through a linked folder', { image: 'hero.png', shots: [shot], output: 'out/film.mp4' }],
    ['no safety checker', { image: 'hero.png', shots: [{ ...shot, safetyChecker: false }] }],
    ['no safety checker for all', { image: 'hero.png', defaults: { extra: { nsfw_checker: false } }, shots: [shot] }],
    ['a preset outside', { image: 'hero.png', defaults: { preset: '../outside/base.json' }, shots: [shot] }],
    ['a preset outside for one shot', { image: 'hero.png', shots: [{ ...shot, preset: 'dir/x/base.json' }] }],
    ['a LoRA outside', { image: 'hero.png', shots: [{ ...shot, loras: [{ path: '../outside/x.safetensors' }] }] }],
    ['a webhook', { image: 'hero.png', shots: [shot], webhook: enemy }],
  ])('%s', async (_what, storyboard) => {
    const argv = ['chain', 'story.json', '--provider', 'fal', '-m', 'wan-2.2-turbo', ...yes];
    await expectRefused({ ...links, 'story.json': storyboard }, argv);
  });
});

describe('a manifest of an enemy project can not name', () => {
  const row = { image: 'hero.png', prompt: 'a door' };
  const batch = ['batch', 'rows.json', '--provider', 'fal', '-m', 'wan-2.2-turbo', ...yes];
  it.each<[string, object]>([
    ['a picture outside', { ...row, image: '../outside/secret.png' }],
    ['a picture through a link', { ...row, image: 'link.png' }],
    ['a system file', { ...row, audio: '/etc/passwd' }],
    ['a file: address', { ...row, image: 'file:///etc/passwd' }],
    ['a place above', { ...row, output: '../x.mp4' }],
    ['a place anywhere', { ...row, output: '/x.mp4' }],
    ['a place through a linked folder', { ...row, output: 'out/x.mp4' }],
    ['no safety checker', { ...row, safetyChecker: false }],
    ['no safety checker, as text', { ...row, safetyChecker: 'no' }],
    ['no safety checker, as a parameter', { ...row, 'set.enable_safety_checker': false }],
    ['no safety checker, among parameters', { ...row, set: { Enable_Safety_Checker: 'off' } }],
    ['no safety checker, as extra', { ...row, extra: { 'enable.safety.checker': 0 } }],
    ['a preset outside', { ...row, preset: '../outside/base.json' }],
    ['a preset through a link', { ...row, preset: './dir/x/base.json' }],
    ['a LoRA outside', { ...row, loras: [{ path: '/etc/x.safetensors' }] }],
    ['a webhook as a parameter', { ...row, 'set.webhookUrl': enemy }],
  ])('%s', async (_what, cells) => {
    await expectRefused({ ...links, 'rows.json': [cells] }, batch);
  });

  it('the prompts of files outside, by links in a folder of pictures', async () => {
    const files = { 'shots/a.txt': '-> ../../outside/prompt.txt', 'shots/a.png': '-> ../hero.png' };
    await expectRefused(files, ['batch', 'shots', ...batch.slice(2)]);
  });

  it('a way out in a cell that the template of the user takes', async () => {
    const cells = { ...row, x: '../../outside/../../pwned', y: '/etc/cron.d/x' };
    const { project } = await expectHarmless({ 'rows.json': [cells] }, [...batch, '-o', 'clips/{row.x}/{row.y}.mp4']);
    expect(existsSync(join(project, 'pwned'))).toBe(false);
    const files = readdirSync(join(project, 'clips'), { recursive: true }).filter((name) =>
      String(name).endsWith('.mp4'),
    );
    expect(files).toHaveLength(1);
  });

  it('a prompt from a file', async () => {
    const { sent } = await expectHarmless({ 'rows.json': [{ ...row, prompt: '@../outside/prompt.txt' }] }, batch);
    expect(sent).toMatchObject({ prompt: '@../outside/prompt.txt' });
  });
});
