import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseStarterPower, schemaReference, starterConfig, variableFault } from '../../../src/config/init.js';
import { type Config, configSchema } from '../../../src/config/schema.js';

const schema = './config.schema.json';

describe('a starter config', () => {
  it('holds what was answered, the schema first', () => {
    const config = starterConfig(
      { provider: 'fal', keyVariable: 'MY_FAL', bucket: { name: 'clips' }, perRun: 2.5, perDay: 0 },
      schema,
    );
    expect(Object.keys(config)).toEqual(['$schema', 'provider', 'budget', 'bucket', 'providers']);
    expect(config).toEqual({
      $schema: schema,
      provider: 'fal',
      budget: { perRun: 2.5, perDay: 0 },
      bucket: { name: 'clips' },
      providers: { fal: { keyVariable: 'MY_FAL' } },
    });
    expect(configSchema.parse(config)).toEqual(config);
  });

  it('has no key for what was not answered', () => {
    expect(starterConfig({}, schema)).toEqual({ $schema: schema });
    expect(starterConfig({ keyVariable: 'MY_FAL', perDay: 1 }, schema)).toEqual({
      $schema: schema,
      budget: { perDay: 1 },
    });
  });
});

describe('the schema', () => {
  const project = resolve('project');

  it('is named relative to the config where it lies below', () => {
    expect(schemaReference(project, join(project, 'node_modules', 'x', 'config.schema.json'))).toBe(
      './node_modules/x/config.schema.json',
    );
  });

  it('is named by its address elsewhere', () => {
    expect(schemaReference(project, resolve('other', 'a b.json'))).toMatch(/^file:\/\/\/.*\/other\/a%20b\.json$/);
  });
});

describe('the power of a project', () => {
  const refusal = (config: Config, user?: Config, env = {}) => {
    try {
      refuseStarterPower(config, { directory: resolve('project'), user, env });
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it.each<[string, Config, Config | undefined, Readonly<Record<string, string>>]>([
    ['bucket.endpoint', { bucket: { name: 'clips', endpoint: 'https://s3.example' } }, undefined, {}],
    ['providers.fal.keyVariable', { providers: { fal: { keyVariable: 'MINE' } } }, undefined, {}],
    ['budget.perRun', { budget: { perRun: 5 } }, { budget: { perRun: 2 } }, {}],
    ['budget.perRun', { budget: { perRun: 5 } }, undefined, { WAN_MAX_COST: '2' }],
    ['budget.perDay', { budget: { perDay: 5 } }, { budget: { perDay: 2 } }, {}],
  ])('does not reach %s', (key, config, user, env) => {
    expect(refusal(config, user, env)).toMatchObject({
      code: 'config.power',
      message: expect.stringContaining(`${key}: `),
      hint: expect.stringContaining('--user'),
    });
  });

  it('lowers what the user allows, and caps what nobody capped', () => {
    expect(refusal({ budget: { perRun: 1 }, bucket: { name: 'clips' } }, { budget: { perRun: 2 } })).toBeUndefined();
    expect(refusal({ budget: { perRun: 1000, perDay: 2000 } })).toBeUndefined();
  });
});

describe('the name of a key variable', () => {
  it.each(['FAL_KEY', '_X1'])('may be %s', (name) => {
    expect(variableFault(name)).toBeUndefined();
  });

  it.each(['r8_abcdef0123', 'sk-123', 'id:secret', '', 'MY KEY'])('is not %j, which may be a key', (text) => {
    expect(variableFault(text)).toContain('not the key itself');
  });
});
