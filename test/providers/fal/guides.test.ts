import { describe, expect, it } from 'vitest';
import { failureOf, intentFor, startFalUnderTest } from './fal-under-test.js';

describe('what popular guides get wrong about fal', () => {
  it('is that an empty balance is a bad key: it is a 403 that calls the user locked', async () => {
    const { fal, simulator, call } = await startFalUnderTest();
    simulator.fail({ on: 'submit', how: { kind: 'no-credit' } });
    expect(await failureOf(fal.submit(intentFor(fal), call))).toMatchObject({
      code: 'money.no-credit',
      delivery: 'not-accepted',
    });
  });

  it.each(['FAILED', 'CANCELED'])('is the status %s, which the queue does not have: it ends nothing', async (word) => {
    const { fal, simulator, submit, call } = await startFalUnderTest();
    const operation = await submit();
    simulator.fail({ on: 'status', how: { kind: 'unknown-status-word', word } });
    expect(await fal.check(operation, call)).toMatchObject({
      status: 'rendering',
      note: expect.stringContaining(word),
    });
  });

  it('is how to cancel: PUT, at the address that the submit named', async () => {
    const { fal, simulator, submit, call } = await startFalUnderTest();
    const operation = await submit();
    await fal.cancel(operation, call);
    expect(simulator.requests.at(-1)).toMatchObject({ method: 'PUT', path: expect.stringMatching(/\/cancel$/) });
  });
});
