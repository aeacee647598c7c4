import { expect, it } from 'vitest';
import type { Fault } from '../simulators/kit/fault.js';
import { failureOf } from './open-call.js';
import type { OpenProvider, Submitted } from './open-provider.js';

/** What goes wrong, how, and the code that it becomes. */
export type Trouble = readonly [name: string, how: Fault, code: string];

/** What can come between any service and us. */
const everyTrouble: readonly Trouble[] = [
  ['a reset', { kind: 'answer-lost' }, 'network.failed'],
  ['a 500', { kind: 'http', status: 500 }, 'provider.unavailable'],
  ['a page', { kind: 'html' }, 'provider.unavailable'],
  ['a 404 page', { kind: 'html', status: 404 }, 'provider.unavailable'],
  ['a 400 page', { kind: 'html', status: 400 }, 'provider.unavailable'],
  ['half an answer', { kind: 'truncated' }, 'provider.unavailable'],
];

/** Longer than any render of a simulator. */
const renderedMs = 300_000;

/** Whatever comes instead of an answer is no verdict on a paid job; these troubles, and the ones that all services have. */
export function itJudgesNoJobBy(troubles: readonly Trouble[], submitted: () => Promise<Submitted>): void {
  it.each([...everyTrouble, ...troubles])(
    'says nothing about the job at %s, and may be repeated',
    async (_, how, code) => {
      const { simulator, provider, call, operation } = await submitted();
      simulator.fail({ on: 'status', how });
      expect(await failureOf(provider.check(operation, call))).toMatchObject({ code, retryable: true });
      simulator.advance(renderedMs);
      expect((await provider.check(operation, call)).status).toBe('succeeded');
    },
  );
}

export function itGoesOnAtAnUnknownWord(submitted: () => Promise<Submitted>, word = 'warming'): void {
  it('goes on at a word that it does not know', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'unknown-status-word', word } });
    expect(await provider.check(operation, call)).toMatchObject({
      status: 'rendering',
      note: expect.stringContaining(word),
    });
  });
}

export function itFollowsNoRedirect(submitted: () => Promise<Submitted>): void {
  it('does not follow a redirect with the key', async () => {
    const { simulator, provider, call, operation } = await submitted();
    simulator.fail({ on: 'status', how: { kind: 'redirect', location: `${simulator.media.url}/files/x` } });
    expect(await failureOf(provider.check(operation, call))).toMatchObject({ code: 'network.failed' });
    expect(simulator.downloads).toEqual([]);
  });
}

/** Ids that could leave the path of a job. */
export function itRefusesToAdopt(ids: readonly string[], setUp: () => Promise<OpenProvider<'adopt'>>): void {
  it.each(ids)('refuses %j, which could lead a request elsewhere', async (id) => {
    const { provider } = await setUp();
    expect(() => provider.adopt(id, undefined)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
}
