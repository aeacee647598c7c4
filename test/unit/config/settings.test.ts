import { describe, expect, it } from 'vitest';
import { describeConfig } from '../../../src/config/describe.js';
import type { Preset } from '../../../src/config/presets.js';
import { resolveRequest } from '../../../src/config/resolve.js';
import { type Config, configSchema } from '../../../src/config/schema.js';
import { resolveSettings, type SettingLayers } from '../../../src/config/settings.js';

const none: SettingLayers = { flags: {}, presets: [], env: {}, project: undefined, user: undefined };
const project = (config: Config, trusted = false) => ({ file: '/p/.wanrc', role: 'project' as const, trusted, config });
const user = (config: Config) => ({ file: '/u/c.json', role: 'user' as const, trusted: true, config });
const withOutput: Preset = {
  name: 'x',
  file: '/x.json',
  files: ['/x.json'],
  description: undefined,
  fields: {},
  output: 'of-preset.mp4',
  origins: { output: 'preset x' },
};

describe('resolveSettings', () => {
  it('has defaults for what must have a value, and undefined for the rest', () => {
    expect(resolveSettings(none)).toEqual({
      output: { value: '{name}-{id}.mp4', origin: 'default' },
      provenance: { value: 'embed', origin: 'default' },
      limits: {
        perRun: undefined,
        perDay: undefined,
        confirmAbove: { value: 1, origin: 'default' },
        capConfirms: false,
      },
      concurrency: undefined,
      bucket: undefined,
      webhook: undefined,
      ffmpegPath: undefined,
      ffprobePath: undefined,
      waitTimeoutMs: undefined,
      providers: undefined,
    });
  });

  it('asks flag, preset, project and user for the output template', () => {
    const layers = { project: project({ output: 'p' }), user: user({ output: 'u' }) };
    const output = (changes: Partial<SettingLayers>) => resolveSettings({ ...none, ...layers, ...changes }).output;
    expect(output({ flags: { output: 'f' }, presets: [withOutput] })).toEqual({ value: 'f', origin: 'flag --output' });
    expect(output({ presets: [withOutput] })).toEqual({ value: 'of-preset.mp4', origin: 'preset x' });
    expect(output({})).toEqual({ value: 'p', origin: 'project /p/.wanrc' });
    expect(output({ project: undefined })).toEqual({ value: 'u', origin: 'user /u/c.json' });
  });

  it('reads ffmpeg from the environment first, and durations as milliseconds', () => {
    const settings = resolveSettings({
      ...none,
      env: { FFMPEG_PATH: '/e/ffmpeg', FFPROBE_PATH: '' },
      user: user({ ffmpegPath: '/u/ffmpeg', ffprobePath: '/u/ffprobe', waitTimeout: '1h30m' }),
    });
    expect(settings.ffmpegPath).toEqual({ value: '/e/ffmpeg', origin: 'environment FFMPEG_PATH' });
    expect(settings.ffprobePath?.value).toBe('/u/ffprobe');
    expect(settings.waitTimeoutMs?.value).toBe(5_400_000);
    expect(resolveSettings({ ...none, flags: { waitTimeoutMs: 0 } }).waitTimeoutMs?.value).toBe(0);
  });

  it('merges the settings of providers key by key', () => {
    const { providers } = resolveSettings({
      ...none,
      project: project({ providers: { fal: { concurrency: 1, settings: { a: 1 } } } }),
      user: user({
        providers: { fal: { concurrency: 9, baseUrl: 'http://x', settings: { a: 0, b: 2 } }, kie: { region: 'r' } },
      }),
    });
    expect(providers?.value).toEqual({
      fal: { concurrency: 1, baseUrl: 'http://x', settings: { a: 1, b: 2 } },
      kie: { region: 'r' },
    });
  });
});

describe('spending limits', () => {
  const limits = (changes: Partial<SettingLayers>) => resolveSettings({ ...none, ...changes }).limits;

  it('asks flag, WAN_MAX_COST, project and user for the cap, and 0 is a cap', () => {
    const files = {
      project: project({ budget: { perRun: 3, perDay: 4 } }),
      user: user({ budget: { perRun: 5, perDay: 6 } }),
    };
    const env = { WAN_MAX_COST: '2' };
    expect(limits({ ...files, env, flags: { maxCost: 0 } }).perRun).toEqual({ value: 0, origin: 'flag --max-cost' });
    expect(limits({ ...files, env }).perRun).toEqual({ value: 2, origin: 'environment WAN_MAX_COST' });
    expect(limits(files).perRun?.value).toBe(3);
    expect(limits(files).perDay?.value).toBe(4);
    expect(limits({ user: files.user }).perRun?.value).toBe(5);
  });

  it.each([
    ['lowers the cap in force', { recorded: 1, env: '2', flag: undefined }, 1],
    ['does not raise it', { recorded: 3, env: '2', flag: undefined }, 2],
    ['holds where there is none', { recorded: 3, env: undefined, flag: undefined }, 3],
    ['gives way to the flag', { recorded: 1, env: '2', flag: 4 }, 4],
  ])('a cap that was written down earlier %s', (_, { recorded, env, flag }, expected) => {
    const recordedCap = { value: recorded, origin: 'the plan' };
    const layers = { recordedCap, env: { WAN_MAX_COST: env }, flags: { maxCost: flag } };
    expect(limits(layers).perRun?.value).toBe(expected);
    expect(limits(layers).capConfirms).toBe(env !== undefined || flag !== undefined);
  });

  it('caps single providers by the lower of both files, and 0 is a cap', () => {
    const files = {
      project: project({ providers: { fal: { budget: { perRun: 9, perDay: 0 } } } }),
      user: user({ providers: { fal: { budget: { perRun: 5, perDay: 6 } }, kie: { budget: { perDay: 1 } } } }),
    };
    expect(limits(files).byProvider).toEqual({ fal: { perRun: 5, perDay: 0 }, kie: { perDay: 1 } });
    expect(limits({ user: user({ providers: { fal: { concurrency: 3 } } }) }).byProvider).toBeUndefined();
  });

  it.each<[string, Partial<SettingLayers>, boolean]>([
    ['of the flag', { flags: { maxCost: 1 } }, true],
    ['of the environment', { env: { WAN_MAX_COST: '1' } }, true],
    ['of the user', { user: user({ budget: { perRun: 1 } }) }, true],
    [
      'of the user, lowered by the project',
      { user: user({ budget: { perRun: 5 } }), project: project({ budget: { perRun: 1 } }) },
      true,
    ],
    ['of a trusted project', { project: project({ budget: { perRun: 1 } }, true) }, true],
    ['of a project alone', { project: project({ budget: { perRun: 1000 } }) }, false],
    ['of a day', { user: user({ budget: { perDay: 1 } }) }, false],
  ])('a cap %s confirms: %j', (_, layers, expected) => {
    expect(limits(layers).capConfirms).toBe(expected);
  });

  it.each(['', ' ', 'five', '-1', '1,50', '1e9', 'Infinity', '0x10', '$2'])(
    'refuses WAN_MAX_COST=%j rather than run without a cap',
    (text) => {
      expect(() => limits({ env: { WAN_MAX_COST: text } })).toThrow(
        expect.objectContaining({ code: 'config.invalid' }),
      );
    },
  );
});

describe('the bucket', () => {
  const bucket = (changes: Partial<SettingLayers>) => resolveSettings({ ...none, ...changes }).bucket;
  const own = user({ bucket: { name: 'mine', endpoint: 'https://s3.example', profile: 'work' } });

  it('is named by the project, and placed by the user', () => {
    expect(bucket({ user: own, project: project({ bucket: { name: 'theirs', prefix: 'p/' } }) })).toEqual({
      value: { name: 'theirs', prefix: 'p/', endpoint: 'https://s3.example', profile: 'work' },
      origin: 'project /p/.wanrc, user /u/c.json',
    });
  });

  it('may be one of several by name, each merged over its namesake', () => {
    const buckets = { a: { name: 'aaa', endpoint: 'https://a.example' }, b: { name: 'bbb' } };
    const layers = { user: user({ bucket: 'a', buckets }), project: project({ buckets: { a: { prefix: 'p/' } } }) };
    expect(bucket(layers)?.value).toEqual({ name: 'aaa', endpoint: 'https://a.example', prefix: 'p/' });
    expect(bucket({ ...layers, flags: { bucket: 'b' } })?.value).toEqual({ name: 'bbb' });
    expect(bucket({ user: user({ buckets }) })).toBeUndefined();
    expect(bucket({ ...layers, project: project({ bucket: { prefix: 'q/' } }) })?.value).toMatchObject({
      name: 'aaa',
      prefix: 'q/',
    });
  });

  it('takes --bucket for one that is configured by its own name', () => {
    expect(bucket({ flags: { bucket: 'mine' }, user: own })?.value).toMatchObject({ name: 'mine', profile: 'work' });
    expect(bucket({ flags: { bucket: 'plain' }, user: user({ bucket: 'plain' }) })?.value).toEqual({ name: 'plain' });
  });

  it('refuses a --bucket that is not configured, as bad usage, before anything is asked of it', () => {
    const refused = (hint: string) => expect.objectContaining({ code: 'usage.invalid', hint });
    expect(() => bucket({ flags: { bucket: 'other' }, user: own })).toThrow(refused('configured: mine'));
    expect(() => bucket({ flags: { bucket: 'a b' } })).toThrow(
      refused("none is configured: wan config init --bucket 'a b'"),
    );
  });

  it('refuses unknown names, names of every object included, and a bucket without one', () => {
    const buckets = { clips: { name: 'ccc' } };
    expect(() => bucket({ flags: { bucket: 'clisp' }, user: user({ buckets }) })).toThrow('did you mean "clips"?');
    expect(() => bucket({ flags: { bucket: 'constructor' }, user: user({ buckets }) })).toThrow('no bucket is named');
    expect(() => bucket({ project: project({ bucket: { prefix: 'x' } }) })).toThrow('bucket.name is missing');
  });
});

describe('describeConfig', () => {
  it('lists every value with its origin, and no secret of any URL', () => {
    const config = configSchema.parse({
      model: 'm',
      webhook: 'https://ada:pw@example.com/hook?secret=1',
      budget: { perRun: 0 },
      providers: { fal: { baseUrl: 'http://ada:pw@localhost:1' } },
      defaults: { seed: 0, loras: [{ path: 'https://hub.example/x?token=1' }] },
    });
    const layers = { ...none, user: user(config) };
    const rows = describeConfig(resolveRequest({ ...layers, flags: {} }), resolveSettings(layers));
    const value = (key: string) => rows.find((row) => row.key === key)?.value;
    expect(value('seed')).toBe(0);
    expect(value('budget.perRun')).toBe(0);
    expect(value('webhook')).toBe('https://***@example.com/hook?***');
    expect(rows.every(({ origin }) => origin.length > 0)).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/pw|secret|token/);
  });

  it('tells a file that was named from a project file, for what may be spent too', () => {
    const config = configSchema.parse({ model: 'm', budget: { perRun: 2, perDay: 9 }, confirmAbove: 50 });
    const layers = { ...none, project: { ...project(config, true), role: 'given' as const, file: '/g.json' } };
    const rows = describeConfig(resolveRequest({ ...layers, flags: {} }), resolveSettings(layers));
    const named = rows.filter(({ origin }) => origin === 'config /g.json').map(({ key }) => key);
    expect(named).toEqual(['model', 'budget.perRun', 'budget.perDay', 'confirmAbove']);
  });
});
