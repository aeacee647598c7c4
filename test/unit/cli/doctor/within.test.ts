import { describe, expect, it } from 'vitest';
import { within } from '../../../../src/cli/doctor/within.js';

const signal = new AbortController().signal;
const never = () => new Promise<never>(() => {});

describe('a deadline', () => {
  it('gives what the task gives, and what it throws', async () => {
    await expect(within({ signal, ms: 1000, what: 'fal' }, async () => 7)).resolves.toBe(7);
    await expect(
      within({ signal, ms: 1000, what: 'fal' }, async () => Promise.reject(new Error('no'))),
    ).rejects.toThrow('no');
  });

  it('ends the wait for a task that never answers, and names it', async () => {
    await expect(within({ signal, ms: 5, what: 'fal' }, never)).rejects.toMatchObject({
      code: 'network.failed',
      message: 'fal did not answer within 0.005 s',
    });
  });

  it('says the same when the task listens and gives up by itself', async () => {
    const task = (limit: AbortSignal) =>
      new Promise<never>((_resolve, reject) => limit.addEventListener('abort', () => reject(limit.reason)));
    await expect(within({ signal, ms: 5, what: 'fal' }, task)).rejects.toMatchObject({ code: 'network.failed' });
  });

  it('ends at once with the command', async () => {
    const controller = new AbortController();
    const waiting = within({ signal: controller.signal, ms: 10_000, what: 'fal' }, never);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(within({ signal: controller.signal, ms: 1, what: 'fal' }, never)).rejects.toThrow('stopped');
  });
});
