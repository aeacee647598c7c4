import { describe, expect, it } from 'vitest';
import { allModels, findModel } from '../../../src/catalogue/catalogue.js';
import { checkValue } from '../../../src/catalogue/check-value.js';
import { coerce } from '../../../src/catalogue/coerce.js';
import { competitors } from '../../../src/catalogue/competitors.js';
import { modelOptions } from '../../../src/catalogue/flags.js';
import { wireKeys, wireParameters } from '../../../src/catalogue/parameters.js';
import { portableNames } from '../../../src/catalogue/portable-names.js';
import { estimate } from '../../../src/catalogue/price.js';
import { validateRequest } from '../../../src/catalogue/validate.js';
import { toWire } from '../../../src/catalogue/wire.js';
import { canonicalRequest, mediaOf } from './canonical-request.js';

const isoDay = /^20\d\d-[01]\d-[0-3]\d$/;

describe.each(allModels.map((spec) => [`${spec.provider} ${spec.endpoint}`, spec] as const))('%s', (_, spec) => {
  it('has defaults that it would accept itself', () => {
    for (const facts of Object.values(spec.options)) {
      if (facts.default !== undefined)
        expect(checkValue(facts, facts.default)).toEqual({ ok: true, value: facts.default });
    }
    for (const fact of Object.values(spec.extra ?? {})) {
      if (fact.default !== undefined) expect(coerce(fact, fact.default)).toEqual({ ok: true, value: fact.default });
    }
  });

  it('requires only what it takes, and something to look at', () => {
    expect(spec.required.filter((option) => spec.options[option] === undefined)).toEqual([]);
    // A clip to extend has no portable name: it comes with --set.
    if (spec.task === 'video-extend') expect(spec.requiredExtra).toHaveLength(1);
    // A workflow of the user's own says itself what it needs.
    else expect(spec.required.some((option) => option === 'image' || option === 'workflow')).toBe(true);
  });

  it('says where its facts and its price come from, and when', () => {
    expect(spec.source).not.toBe('');
    expect(spec.date).toMatch(isoDay);
    if ('date' in spec.price)
      expect(spec.price).toMatchObject({ date: expect.stringMatching(isoDay), source: expect.any(String) });
    if (spec.price.kind === 'unknown') expect(spec.price.why).not.toBe('');
  });

  it('bears registered portable names and is found by its own id', () => {
    expect(spec.names.filter((name) => !portableNames.includes(name))).toEqual([]);
    expect(findModel(spec.provider, spec.endpoint)).toMatchObject({ endpoint: spec.endpoint });
  });

  it('sends a resolution and a length wherever the user could choose them', () => {
    for (const option of ['resolution', 'duration', 'frames'] as const) {
      if (spec.options[option] === undefined || spec.required.includes('workflow')) continue;
      const sent = [option, ...competitors(spec, option)].some((name) => spec.options[name]?.default !== undefined);
      expect(sent, option).toBe(true);
    }
  });

  it('turns its safety checker on unless told otherwise', () => {
    if (spec.options.safetyChecker !== undefined) expect(spec.options.safetyChecker.default).toBe(true);
  });

  it('calls no parameter of its own a wrong name, and fixes only what it declares', () => {
    const known = wireParameters(spec);
    expect(Object.keys(spec.notNames ?? {}).filter((name) => known.has(name))).toEqual([]);
    expect(Object.keys(spec.fixed ?? {}).filter((key) => !known.has(key))).toEqual([]);
  });

  it('makes only what it declares depend on a switch, and only on switches that it has', () => {
    const known = wireParameters(spec);
    for (const [key, { value, option }] of Object.entries(spec.extraNeeds ?? {})) {
      const fact = known.get(key);
      expect(fact && coerce(fact, value)).toEqual({ ok: true, value });
      expect(spec.options[option]?.type).toBe('boolean');
    }
  });

  it('has a price for every resolution or none at all for it, never a resolution that it lacks', () => {
    if (!('amount' in spec.price) || typeof spec.price.amount === 'number') return;
    const resolutions = spec.options.resolution?.values ?? [];
    expect(Object.keys(spec.price.amount).filter((name) => !resolutions.includes(name))).toEqual([]);
  });

  it('expects a time for each of its resolutions', () => {
    if (typeof spec.expectedSeconds === 'number') return;
    expect(Object.keys(spec.expectedSeconds)).toEqual(spec.options.resolution?.values);
  });

  it('has the wire body that its fixture shows', async () => {
    const { fields } = validateRequest(spec, canonicalRequest(spec));
    const { wire } = toWire(spec, fields, mediaOf(fields));
    const file = `../../fixtures/wire/${spec.provider}/${spec.endpoint.replaceAll(/[/:]/g, '-')}.json`;
    await expect(`${JSON.stringify(wire, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it('costs something known, or says why not', () => {
    const { fields } = validateRequest(spec, canonicalRequest(spec));
    const price = estimate(spec, { ...fields, audioSeconds: 5 });
    if (spec.price.kind === 'free') expect(price?.amount).toBe(0);
    else if (spec.price.kind === 'unknown') expect(price).toBeUndefined();
    else expect(price?.amount).toBeGreaterThan(0.01);
  });

  it('costs nothing known without the length that its price hangs on', () => {
    if (spec.price.kind !== 'per-second' || spec.price.seconds !== 'audio') return;
    const { fields } = validateRequest(spec, canonicalRequest(spec));
    expect(estimate(spec, fields)).toBeUndefined();
  });
});

describe('the catalogue', () => {
  it('uses a name and an endpoint once a provider', () => {
    const words = allModels.flatMap((spec) => [...spec.names, spec.endpoint].map((word) => `${spec.provider} ${word}`));
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('never lets two options overwrite each other unnoticed', () => {
    for (const spec of allModels) {
      for (const option of modelOptions) {
        const facts = spec.options[option];
        if (facts === undefined || facts.translate?.kind === 'lora-list') continue;
        const rivals = modelOptions.filter((other) => {
          const keys = spec.options[other] === undefined ? [] : wireKeys(spec.options[other]);
          return other !== option && keys.some((key) => wireKeys(facts).includes(key));
        });
        expect(competitors(spec, option)).toEqual(expect.arrayContaining(rivals));
      }
    }
  });
});
