import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Preset } from '../../../src/config/presets.js';
import { flagOf, mergeLayers, type RequestLayers, resolveRequest } from '../../../src/config/resolve.js';
import type { RequestFields } from '../../../src/providers/request.js';

const none: RequestLayers = { flags: {}, presets: [], env: {}, project: undefined, user: undefined };

function preset(name: string, fields: RequestFields): Preset {
  const origins = Object.fromEntries(Object.keys(fields).map((key) => [key, `preset ${name}`]));
  return {
    name,
    file: `/p/${name}.json`,
    files: [`/p/${name}.json`],
    description: undefined,
    fields,
    output: undefined,
    origins,
  };
}

const project = (config: object) => ({ file: '/p/.wanrc', role: 'project' as const, config });
const user = (config: object) => ({ file: '/u/config.json', role: 'user' as const, config });

describe('resolveRequest', () => {
  it('asks flag, preset, environment, project and user, in this order, and names each origin', () => {
    const layers: RequestLayers = {
      flags: { seed: 1 },
      presets: [preset('early', { steps: 5, fps: 5, seed: 5 }), preset('late', { fps: 6, model: 'of-preset' })],
      env: { WAN_MODEL: 'of-environment', WAN_PROVIDER: 'kie' },
      project: project({ provider: 'fal', defaults: { seed: 7, steps: 7, resolution: '480p' } }),
      user: user({ model: 'of-user', background: 'black', defaults: { resolution: '720p', shift: 8 } }),
    };
    const { fields, origins, chosen } = resolveRequest(layers);
    expect(fields).toEqual({
      seed: 1,
      steps: 5,
      fps: 6,
      model: 'of-preset',
      provider: 'kie',
      resolution: '480p',
      shift: 8,
      background: 'black',
    });
    expect(origins).toEqual({
      seed: 'flag --seed',
      steps: 'preset early',
      fps: 'preset late',
      model: 'preset late',
      provider: 'environment WAN_PROVIDER',
      resolution: 'project /p/.wanrc',
      shift: 'user /u/config.json',
      background: 'user /u/config.json',
    });
    expect([...chosen].sort()).toEqual(Object.keys(fields).sort());
  });

  it('counts presence, not truth: 0, false and empty text reach the request', () => {
    const flags = { seed: 0, prompt: '', expandPrompt: false, guidance: 0, loras: [] };
    const defaults = { seed: 9, prompt: 'x', expandPrompt: true, guidance: 9, loras: [{ path: 'x' }] };
    expect(resolveRequest({ ...none, flags, project: project({ defaults }) }).fields).toEqual(flags);
  });

  it('merges extra key by key and names every layer that counts', () => {
    const { fields, origins } = resolveRequest({
      ...none,
      flags: { extra: { a: 1 } },
      presets: [preset('look', { extra: { a: 2, b: null } })],
      user: user({ defaults: { extra: { a: 3, b: 3 } } }),
    });
    expect(fields.extra).toEqual({ a: 1, b: null });
    expect(origins.extra).toBe('flag --set, preset look');
  });

  it('takes the file given by --config under its own name', () => {
    const given = { file: '/x.json', role: 'given' as const, config: { model: 'm' } };
    expect(resolveRequest({ ...none, project: given }).origins.model).toBe('config /x.json');
  });

  it('takes empty variables for none, and refuses a WAN_PROVIDER that is none', () => {
    expect(resolveRequest({ ...none, env: { WAN_MODEL: '', WAN_PROVIDER: '' } }).chosen).toEqual([]);
    expect(() => resolveRequest({ ...none, env: { WAN_PROVIDER: 'replicat' } })).toThrow(
      expect.objectContaining({ code: 'request.unknown-provider', message: expect.stringContaining('"replicate"') }),
    );
  });

  it('names field and origin of a value that is out of range', () => {
    const faultOf = (seed: number) => () => resolveRequest({ ...none, flags: { seed } });
    const fault = (message: string) => expect.objectContaining({ code: 'request.invalid', message });
    expect(faultOf(-1)).toThrow(fault('seed (flag --seed): is less than 0'));
    expect(faultOf(1.5)).toThrow(fault('seed (flag --seed): is not a whole number'));
  });
});

describe('mergeLayers', () => {
  const value = fc.record(
    { seed: fc.nat(), prompt: fc.string(), expandPrompt: fc.boolean(), steps: fc.integer({ min: 1, max: 9 }) },
    { requiredKeys: [] },
  );

  it('gives each field the value of the strongest layer that has it, whatever the values are', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), (all) => {
        const { fields, origins } = mergeLayers(
          all.map((layer, index) => ({ fields: layer, origin: () => `${index}` })),
        );
        for (const field of ['seed', 'prompt', 'expandPrompt', 'steps'] as const) {
          const index = all.findIndex((layer) => layer[field] !== undefined);
          expect(fields[field]).toBe(all[index]?.[field]);
          expect(origins[field]).toBe(index === -1 ? undefined : `${index}`);
        }
      }),
    );
  });
});

describe('flagOf', () => {
  it.each([
    ['negativePrompt', '--negative-prompt'],
    ['lorasHigh', '--lora-high'],
    ['extra', '--set'],
    ['seed', '--seed'],
  ] as const)('%s is set by %s', (field, flag) => {
    expect(flagOf(field)).toBe(flag);
  });
});
