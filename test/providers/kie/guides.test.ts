import { describe, expect, it } from 'vitest';
import { failureOf, intentOf, setUp } from './setup.js';

describe('what popular guides get wrong about Kie', () => {
  it('is that HTTP 200 means accepted: a code in the body refuses', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
    const refusal = await failureOf(provider.submit(intentOf(), call));
    expect(refusal).toMatchObject({ code: 'money.no-credit', delivery: 'not-accepted' });
    expect(simulator.billableSubmits).toBe(0);
  });

  it('is where parameters belong: everything stands inside input', () => {
    const { model, input, ...beside } = intentOf().body;
    expect(typeof model).toBe('string');
    expect(Object.keys(input ?? {})).toContain('resolution');
    expect(beside).toEqual({});
  });
});
