import { describe, expect, it } from 'vitest';
import { allModels } from '../../../src/catalogue/catalogue.js';
import { wireParameters } from '../../../src/catalogue/parameters.js';
import { wavespeedModels } from '../../simulators/wavespeed-catalogue.js';
import { failureOf, intentOf, setUp, spicy, spicyLora, wire } from './setup.js';

describe('a quote', () => {
  it('is for the whole body, as a part of it gives the base price', async () => {
    const { simulator, provider, call } = await setUp();
    const intent = intentOf({ wire: { ...wire, resolution: '720p', duration: 8 } });
    expect(await provider.quote(intent, call)).toEqual({ amount: 0.48, currency: 'USD' });
    expect(simulator.requests[0]).toMatchObject({
      path: '/api/v3/model/price',
      json: { model_id: spicy, inputs: intent.body },
    });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('is what is left after a discount', async () => {
    const { provider, call } = await setUp({ discount: 0.2 });
    expect(await provider.quote(intentOf(), call)).toEqual({ amount: 0.12, currency: 'USD' });
  });

  it('is never nothing because the discounted price is 0 without a discount', async () => {
    const { simulator, provider, call } = await setUp();
    const data = { model_id: spicy, price: 0.15, discounted_price: 0 };
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 200, body: { code: 200, data } } });
    expect(await provider.quote(intentOf(), call)).toEqual({ amount: 0.15, currency: 'USD' });
  });

  it('comes from the older path where the new one is not there', async () => {
    const { simulator, provider, call } = await setUp({ olderPricing: true });
    expect(await provider.quote(intentOf(), call)).toEqual({ amount: 0.15, currency: 'USD' });
    expect(simulator.requests.at(-1)?.path).toBe('/api/v3/model/pricing');
  });

  it('is none for a model that WaveSpeed does not have, and an error when it does not answer', async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.quote({ endpoint: 'a/b', body: {} }, call)).toBeUndefined();
    simulator.fail({ on: 'quote', how: { kind: 'http', status: 500 } });
    expect(await failureOf(provider.quote(intentOf(), call))).toMatchObject({ retryable: true });
  });
});

describe('the balance', () => {
  it('is in dollars', async () => {
    const { provider, call } = await setUp({ balance: 0.5 });
    expect(await provider.balance(call)).toEqual({ amount: 0.5, currency: 'USD' });
  });

  it.each(['html', 'truncated'] as const)('is an error, not a figure, at %s', async (kind) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'balance', how: { kind } });
    expect(await failureOf(provider.balance(call))).toMatchObject({ code: 'provider.unavailable' });
  });
});

describe('the live schema of a model', () => {
  it('has every parameter with type, values, limits and default', async () => {
    const { simulator, provider, call } = await setUp();
    const schema = await provider.schema('wavespeed-ai/wan-2.1/i2v-480p', call);
    expect(simulator.requests[0]).toMatchObject({ method: 'GET', path: '/api/v3/models' });
    expect(schema).toMatchObject({
      required: ['prompt', 'image'],
      closed: true,
      parameters: {
        image: { type: 'string' },
        size: { type: 'string', values: ['832*480', '480*832'], default: '832*480' },
        guidance_scale: { type: 'number', minimum: 0, maximum: 20, default: 5 },
      },
    });
  });

  it('is closed whatever it says: keys that it does not list are dropped, and the clip is billed', async () => {
    const { simulator, provider, call } = await setUp();
    const request_schema = { type: 'object', properties: { prompt: { type: 'string' } } };
    const api_schema = { api_schemas: [{ type: 'model_run', request_schema }] };
    const body = { code: 200, data: [{ model_id: spicy, api_schema }] };
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body } });
    expect(await provider.schema(spicy, call)).toEqual({
      parameters: { prompt: { type: 'string' } },
      required: [],
      closed: true,
    });
  });

  it('is unknown for a model that is not listed, or listed without a schema', async () => {
    const { simulator, provider, call } = await setUp();
    expect(await provider.schema('wavespeed-ai/wan-9/image-to-video', call)).toBeUndefined();
    for (const api_schema of [null, {}, { api_schemas: [] }, { api_schemas: [{ type: 'model_run' }] }]) {
      const body = { code: 200, data: [{ model_id: spicy, api_schema }] };
      simulator.fail({ on: 'schema', how: { kind: 'http', status: 200, body } });
      expect(await provider.schema(spicy, call)).toBeUndefined();
    }
  });

  it('is an error to repeat when the service is down', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    expect(await failureOf(provider.schema(spicy, call))).toMatchObject({ retryable: true });
  });
});

describe('the catalogue beside the schemas of the service', () => {
  const own = allModels.filter(({ provider }) => provider === 'wavespeed');
  const parametersOf = (endpoint: string) => wavespeedModels.find(({ id }) => id === endpoint);

  it('has every Wan model of the list', () => {
    const listed = wavespeedModels.map(({ id }) => id).filter((id) => id.includes('wan'));
    expect(own.map(({ endpoint }) => endpoint).toSorted()).toEqual(listed.toSorted());
  });

  it.each(own.map((spec) => [spec.endpoint, spec] as const))('names the same keys of %s', (endpoint, spec) => {
    const keys = Object.keys(parametersOf(endpoint)?.properties ?? {});
    expect([...wireParameters(spec).keys()].toSorted()).toEqual(keys.toSorted());
    const requiredKeys = [...spec.required.map((option) => spec.options[option]?.wire), ...(spec.requiredExtra ?? [])];
    expect(requiredKeys.toSorted()).toEqual(parametersOf(endpoint)?.required.toSorted());
  });

  it.each(own.map((spec) => [spec.endpoint, spec] as const))('has values and limits of %s', (endpoint, spec) => {
    for (const [key, fact] of wireParameters(spec)) {
      const property = parametersOf(endpoint)?.properties[key] ?? {};
      // A seed may be -1 there; here leaving it out means the same.
      if (key === 'seed') continue;
      expect(fact.type, key).toBe(property.type);
      if (fact.values !== undefined) expect(fact.values.toSorted(), key).toEqual([property.enum].flat().toSorted());
      else expect(property.enum, key).toBeUndefined();
      expect([fact.minimum, fact.maximum], key).toEqual([property.minimum, property.maximum]);
    }
  });

  it('has LoRA models that WaveSpeed does not list as image-to-video', () => {
    expect(parametersOf(spicyLora)?.type).toBe('lora-support');
  });
});
