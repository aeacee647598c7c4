import { describe, expect, it } from 'vitest';
import { faultError, validate } from '../../../src/config/faults.js';
import { configSchema } from '../../../src/config/schema.js';
import { isFaulty, parseSource } from '../../../src/config/source.js';

async function messageOf(data: unknown): Promise<string> {
  const source = await parseSource({ file: 'c.json', text: JSON.stringify(data, null, 1) });
  if (isFaulty(source)) throw new Error('no JSON');
  const checked = validate(configSchema, source);
  return 'faults' in checked ? faultError('config.invalid', checked.faults).message : 'valid';
}

describe('validate', () => {
  it('passes what the schema passes, with falsy values whole', async () => {
    const values = { budget: { perRun: 0 }, defaults: { seed: 0, prompt: '', expandPrompt: false }, confirmAbove: 0 };
    expect(await messageOf(values)).toBe('valid');
  });

  it('lists every fault at once, each with its position', async () => {
    const message = await messageOf({ modle: 'x', concurrency: 0, budget: { perRun: '5' } });
    expect(message.split('\n')).toEqual([
      'c.json:3:17: concurrency: is less than 1',
      'c.json:5:13: budget.perRun: expected number, received string',
      'c.json:2:2: modle: unknown key (did you mean "model"?)',
    ]);
  });

  it.each([
    [{ defaults: { resolutoin: '720p' } }, 'defaults.resolutoin: unknown key (did you mean "resolution"?)'],
    [{ providers: { fall: {} } }, 'providers.fall: unknown key (did you mean "fal"?)'],
    [{ providers: { fal: { basUrl: 'x' } } }, 'providers.fal.basUrl: unknown key (did you mean "baseUrl"?)'],
    [{ bucket: { nam: 'x' } }, 'bucket.nam: unknown key (did you mean "name"?)'],
    [{ buckets: { a: { regoin: 'x' } } }, 'buckets.a.regoin: unknown key (did you mean "region"?)'],
    [{ defaults: { loras: [{ path: 'x', scal: 1 }] } }, 'defaults.loras.0.scal: unknown key (did you mean "scale"?)'],
    [{ defaults: { model: 'x' } }, 'defaults.model: belongs outside of "defaults"'],
    [{ zzz: 1 }, 'zzz: unknown key'],
    [{ model: '' }, 'model: is empty'],
    [{ preset: 7 }, 'preset: expected string, received number'],
    [{ waitTimeout: 'soon' }, 'waitTimeout: must be a duration such as 30m, 1h or 1h30m'],
    [{ providers: { dashscope: { region: 'evil.example/' } } }, 'must be a region name'],
    [{ webhook: 'javascript:alert(1)' }, 'webhook: '],
    [null, 'expected object, received null'],
    [[], 'expected object, received array'],
    ['text', 'expected object, received string'],
  ])('explains %j', async (data, expected) => {
    const message = await messageOf(data);
    expect(message).toContain(expected);
    expect(message).not.toContain('\n');
    expect(message).toMatch(/^c\.json:\d+:\d+: /);
  });

  it.each([
    [{ falApiKey: 'sk-1234' }],
    [{ providers: { fal: { token: 'sk-1234' } } }],
    [{ providers: { fal: { settings: { secretKey: 'sk-1234' } } } }],
    [{ bucket: { name: 'abc', secretAccessKey: 'sk-1234' } }],
  ])('tells that secrets have no place in a config, without repeating them: %j', async (data) => {
    const message = await messageOf(data);
    expect(message).toContain('secrets have no place in a config file');
    expect(message).not.toContain('sk-1234');
  });

  it('keeps names that hold line breaks on their line', async () => {
    expect(await messageOf({ 'a\nb': 1 })).toBe('c.json:2:2: "a\\nb": unknown key');
  });

  it('ends with exit code 2 and a hint', () => {
    const error = faultError('config.invalid', [{ file: 'c', key: '', message: 'm' }]);
    expect(error).toMatchObject({
      code: 'config.invalid',
      message: 'c: m',
      hint: expect.stringContaining('wan config path'),
    });
  });
});
