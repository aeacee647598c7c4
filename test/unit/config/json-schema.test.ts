import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configJsonSchema, presetJsonSchema } from '../../../src/config/json-schema.js';
import { configSchema, presetSchema } from '../../../src/config/schema.js';
import { projectPower } from '../../../src/config/trust.js';

const root = new URL('../../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');
const parsed = (path: string): unknown => JSON.parse(text(path));
const published = (path: string) => z.fromJSONSchema(z.record(z.string(), z.any()).parse(parsed(path)));
const presetNames = readdirSync(new URL('presets', root)).filter((name) => name.endsWith('.json'));

describe('the published JSON Schemas', () => {
  // After a change of the zod schemas: npx vitest run --project unit test/unit/config/json-schema.test.ts -u
  it.each([
    ['config', configJsonSchema()],
    ['preset', presetJsonSchema()],
  ])('%s.schema.json is what the code generates', async (name, schema) => {
    const file = new URL(`presets/schema/${name}.schema.json`, root);
    expect(existsSync(file)).toBe(true);
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file.pathname);
  });

  it.each([
    ['config', configJsonSchema(), 'concurrency'],
    ['preset', presetJsonSchema(), 'extends'],
  ])('%s has an id, a title, a description, closed keys and a description of every key', (_, schema, key) => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
    });
    expect([schema.$id, schema.title, schema.description].every((value) => typeof value === 'string')).toBe(true);
    const properties = z.record(z.string(), z.object({ description: z.string().min(4) })).parse(schema.properties);
    expect(Object.keys(properties)).toContain(key);
  });

  it('refuses in an editor what the program refuses', () => {
    const schema = published('presets/schema/config.schema.json');
    for (const wrong of [
      { modell: 'x' },
      { budget: { perRun: -1 } },
      { waitTimeout: 'soon' },
      { providers: { fal: { key: 'x' } } },
    ]) {
      expect(schema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
      expect(configSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
    expect(schema.safeParse({ budget: { perRun: 0 }, waitTimeout: '1h30m' }).success).toBe(true);
  });
});

describe('.wanrc.example.json', () => {
  it('is valid for the program and for the schema that it names', () => {
    const example = z.looseObject({ $schema: z.string() }).parse(parsed('.wanrc.example.json'));
    expect(existsSync(new URL(example.$schema, root))).toBe(true);
    expect(configSchema.safeParse(example).error).toBeUndefined();
    expect(published(example.$schema).safeParse(example).error).toBeUndefined();
  });

  it('takes no power, so that a project may start from it', () => {
    const context = {
      directory: '/p',
      user: undefined,
      maxCost: undefined,
      allowOutside: false,
      safetyCheckerOff: false,
    };
    expect(projectPower(configSchema.parse(parsed('.wanrc.example.json')), context)).toEqual([]);
  });
});

describe('the shipped presets', () => {
  it('are the seven of the manual', () => {
    expect(presetNames.map((name) => name.replace('.json', ''))).toEqual([
      'ab-seeds',
      'cinematic-720p',
      'first-last-frame',
      'lora-character',
      'product-turntable',
      'social-vertical',
      'storyboard-animatic',
    ]);
  });

  it.each(presetNames)('%s is valid, described, and pins neither provider nor model', (name) => {
    const preset = presetSchema.parse(parsed(`presets/${name}`));
    expect(published('presets/schema/preset.schema.json').safeParse(preset).error).toBeUndefined();
    expect(preset.$schema).toBe('./schema/preset.schema.json');
    expect(preset.description?.length).toBeGreaterThan(20);
    expect(preset).not.toHaveProperty('provider');
    expect(preset).not.toHaveProperty('model');
  });
});
