import { expect, it } from 'vitest';
import type { WanError } from '../../src/errors.js';
import type { SubmitIntent } from '../../src/providers/provider.js';
import type { Fault } from '../simulators/kit/fault.js';
import { failureOf } from './open-call.js';
import type { Bench } from './open-provider.js';

/** What goes wrong, how, and how many jobs the service then holds and bills. */
export type Doubt = readonly [name: string, how: Fault, accepted: number];

/** What leaves a submit open at any service. */
const everyDoubt: readonly Doubt[] = [
  ['a lost answer', { kind: 'answer-lost' }, 1],
  ['a connection that breaks before the service reads', { kind: 'lost-before' }, 0],
  ['a 500 after acceptance', { kind: 'http-after-acceptance', status: 500 }, 1],
  ['a 502 page', { kind: 'html', status: 502 }, 0],
  ['a 200 page', { kind: 'html' }, 0],
  ['half an answer', { kind: 'truncated' }, 1],
  ['a redirect', { kind: 'redirect' }, 0],
];

interface Submitting {
  readonly setUp: () => Promise<Bench>;
  readonly intentOf: () => SubmitIntent;
}

/** A submit that may have been paid is called unknown and never sent again: at these doubts, and at those that all services have. */
export function itSendsOnceAt(doubts: readonly Doubt[], { setUp, intentOf }: Submitting): void {
  it.each([...everyDoubt, ...doubts])('is %s: said so, and sent once', async (_, how, accepted) => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how });
    const error = await failureOf(provider.submit(intentOf(), call));
    expect(error).toMatchObject({ code: 'submit.unknown', delivery: 'unknown', retryable: false });
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.billableSubmits).toBe(accepted);
  });
}

/** The error of a submit that must be refused, billed nothing, and sent no more than once. */
export async function refusalOf({ provider, call, simulator }: Bench, intent: SubmitIntent): Promise<WanError> {
  const error = await failureOf(provider.submit(intent, call));
  expect(error.delivery).toBe('not-accepted');
  expect(simulator.billableSubmits).toBe(0);
  expect(simulator.requests).toHaveLength(1);
  return error;
}
