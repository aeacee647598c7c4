import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveConfigPaths } from '../../../src/config/config-paths.js';
import { type Config, configSchema } from '../../../src/config/schema.js';
import { outputPower, projectPower, refusePower, type TrustContext } from '../../../src/config/trust.js';

const directory = resolve('/home/ada/project');
const context: TrustContext = {
  directory,
  user: undefined,
  maxCost: undefined,
  allowOutside: false,
  safetyCheckerOff: false,
};

/** As after loading: checked, paths absolute. */
function project(config: object): Config {
  return resolveConfigPaths(configSchema.parse(config), directory);
}

function keys(config: object, changes: Partial<TrustContext> = {}): readonly string[] {
  return projectPower(project(config), { ...context, ...changes }).map(({ key }) => key);
}

describe('projectPower refuses', () => {
  it.each<[string, object]>([
    ['ffmpegPath', { ffmpegPath: './evil.sh' }],
    ['ffprobePath', { ffprobePath: 'ffprobe' }],
    ['webhook', { webhook: 'https://evil.example/hook' }],
    ['bucket.endpoint', { bucket: { name: 'mine', endpoint: 'https://evil.example' } }],
    ['bucket.publicBaseUrl', { bucket: { name: 'mine', publicBaseUrl: 'https://evil.example' } }],
    ['bucket.profile', { bucket: { name: 'mine', profile: 'production' } }],
    ['buckets.a.endpoint', { buckets: { a: { endpoint: 'https://evil.example' } } }],
    ['providers.fal.baseUrl', { providers: { fal: { baseUrl: 'https://evil.example' } } }],
    ['providers.fal.keyVariable', { providers: { fal: { keyVariable: 'AWS_SECRET_ACCESS_KEY' } } }],
    ['providers.comfyui.headers', { providers: { comfyui: { headers: { 'X-Token': 'AWS_SECRET_ACCESS_KEY' } } } }],
    ['providers.fal.keyFile', { providers: { fal: { keyFile: '~/.ssh/id_rsa' } } }],
    [
      'providers.dashscope.settings.workspace',
      { providers: { dashscope: { settings: { workspace: 'evil.example/' } } } },
    ],
    ['providers.comfyui.settings.lora', { providers: { comfyui: { settings: { lora: '../../secret' } } } }],
    ['defaults.safetyChecker', { defaults: { safetyChecker: false } }],
    ['defaults.extra.enable_safety_checker', { defaults: { extra: { enable_safety_checker: false } } }],
    ['defaults.extra.disableSafetyChecker', { defaults: { extra: { disableSafetyChecker: true } } }],
    ['defaults.extra.nsfw_checker', { defaults: { extra: { nsfw_checker: false } } }],
    ['defaults.extra.input.webhook-url', { defaults: { extra: { input: { 'webhook-url': 'https://evil.example' } } } }],
    ['defaults.extra.list.0.callBackUrl', { defaults: { extra: { list: [{ callBackUrl: 'https://evil.example' }] } } }],
    ['defaults.extra.puter_output_path', { defaults: { extra: { puter_output_path: '~/x' } } }],
    ['defaults.extra.hf_token', { defaults: { extra: { hf_token: 'x' } } }],
    ['defaults.image', { defaults: { image: '/home/ada/.ssh/photo.png' } }],
    ['defaults.endImage', { defaults: { endImage: '../private.png' } }],
    ['defaults.audio', { defaults: { audio: 'a/../../voice.wav' } }],
    ['defaults.loras.1.path', { defaults: { loras: [{ path: 'ok.safetensors' }, { path: '/etc/x.safetensors' }] } }],
    ['defaults.lorasLow.0.path', { defaults: { lorasLow: [{ path: '../x' }] } }],
    ['preset', { preset: ['social-vertical', '../other/preset.json'] }],
    ['presetsDirectory', { presetsDirectory: '/home/ada/.config/wan/presets' }],
    ['output', { output: '../../.ssh/authorized_keys' }],
  ])('%s', (key, config) => {
    expect(keys(config)).toEqual([key]);
  });

  it('everything at once, not only the first', () => {
    expect(keys({ webhook: 'https://e.example', ffmpegPath: 'x', defaults: { safetyChecker: false } })).toHaveLength(3);
  });
});

describe('projectPower permits', () => {
  it.each<[string, object]>([
    [
      'the name and prefix of a bucket',
      { bucket: { name: 'mine', prefix: 'clips/', region: 'eu-west-1', forcePathStyle: true } },
    ],
    ['the choice of a bucket that the user configured', { bucket: 'clips' }],
    ['provider, model and presets by name', { provider: 'fal', model: 'wan-2.2-turbo', preset: ['social-vertical'] }],
    [
      'limits of use',
      { concurrency: 4, providers: { fal: { concurrency: 1, submitsPerMinute: 2, region: 'us-east-1' } } },
    ],
    [
      'plain words among the settings',
      { providers: { comfyui: { settings: { unet: 'wan2.2_i2v fp8.safetensors' } } } },
    ],
    ['the safety checker when it is on', { defaults: { safetyChecker: true, extra: { watermark: false } } }],
    ['media within its folder and by URL', { defaults: { image: 'a/../b.png', audio: 'https://example.com/a.wav' } }],
    ['LoRAs of a model hub', { defaults: { loras: [{ path: 'owner/name' }] } }],
    ['output below the current directory', { output: 'clips/{name}..{id}.mp4', presetsDirectory: 'looks' }],
    ['a prompt that looks like a file', { defaults: { prompt: '@/etc/passwd' } }],
  ])('%s', (_, config) => {
    expect(keys(config)).toEqual([]);
  });

  it('what the user said on the command line as well', () => {
    expect(keys({ defaults: { safetyChecker: false } }, { safetyCheckerOff: true })).toEqual([]);
    expect(keys({ defaults: { image: '../a.png' }, output: '/out/{id}.mp4' }, { allowOutside: true })).toEqual([]);
  });
});

describe('a project file may lower limits only', () => {
  const user = configSchema.parse({ budget: { perRun: 5, perDay: 20 }, confirmAbove: 0.5 });

  it.each<[object, Partial<TrustContext>, string[]]>([
    [{ budget: { perRun: 5, perDay: 20 }, confirmAbove: 0.5 }, { user }, []],
    [{ budget: { perRun: 0, perDay: 0 }, confirmAbove: 0 }, { user }, []],
    [{ budget: { perRun: 5.01 } }, { user }, ['budget.perRun']],
    [{ budget: { perDay: 20.01 } }, { user }, ['budget.perDay']],
    [{ confirmAbove: 0.51 }, { user }, ['confirmAbove']],
    [{ confirmAbove: 1 }, {}, []],
    [{ confirmAbove: 1.01 }, {}, ['confirmAbove']],
    [{ budget: { perRun: 1000 } }, {}, []],
    [{ budget: { perRun: 3 } }, { maxCost: 2 }, ['budget.perRun']],
    [{ budget: { perRun: 3 } }, { user, maxCost: 9 }, []],
    [{ budget: { perRun: 1 } }, { maxCost: 0 }, ['budget.perRun']],
  ])('%j', (config, changes, expected) => {
    expect(keys(config, changes)).toEqual(expected);
  });
});

describe('refusePower', () => {
  const file = resolve(directory, '.wanrc.json');
  const check = (config: object, trusted: boolean, env = {}) =>
    refusePower({ project: { file, directory, trusted, config: project(config) }, user: undefined, env });

  it('names file, key and reason, ends with exit code 2, and says how to lift it', async () => {
    await expect(check({ webhook: 'https://evil.example/h?s=secret' }, false)).rejects.toMatchObject({
      code: 'config.power',
      message: `${file}: webhook: only the user decides who is told about results`,
      hint: expect.stringContaining('--trust-project'),
    });
  });

  it('lets a trusted file do anything', async () => {
    await expect(
      check({ webhook: 'https://example.com', defaults: { safetyChecker: false } }, true),
    ).resolves.toBeUndefined();
  });

  it('measures against WAN_MAX_COST', async () => {
    await expect(check({ budget: { perRun: 3 } }, false, { WAN_MAX_COST: '2' })).rejects.toThrow('more than your 2');
  });
});

describe('outputPower', () => {
  it.each(['/x.mp4', '~/x.mp4', '..\\x.mp4', 'a/../../x.mp4', 'C:\\x.mp4', '\\\\host\\x.mp4', '..'])(
    'refuses %s',
    (template) => {
      expect(outputPower(template)).toHaveLength(1);
    },
  );

  it.each(['', 'x.mp4', 'a..b/{name}.mp4', '{row.name}/x.mp4'])('permits %j', (template) => {
    expect(outputPower(template)).toEqual([]);
  });
});
