import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../src/jobs/engine.js';
import { followStream } from '../../../../src/jobs/wait/follow-stream.js';
import type { Operation, Progress } from '../../../../src/providers/provider.js';

const operation: Operation = { remoteId: 'r-1' };
const rendering = (fraction: number): Progress => ({ status: 'rendering', fraction });

/** An account whose provider pushes what `watch` yields; all else of it must stay untouched. */
function accountWith(watch: Account['provider']['watch']): Account {
  const untouched = new Proxy({} as Account['provider'], {
    get: (_, name) => {
      if (name === 'watch') return watch;
      throw new Error(`the stream asked for ${String(name)}`);
    },
  });
  return { provider: untouched, keyFingerprint: '', apiOrigin: '', call: () => ({}) as ReturnType<Account['call']> };
}

const ending = (signal: AbortSignal | null) =>
  new Promise<void>((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve());
  });

describe('a stream beside the polling', () => {
  it('is none where the provider has none', () => {
    const stream = followStream(accountWith(undefined), operation, () => {});
    expect(stream.ended).toBeNull();
    stream.close();
  });

  it('passes on what is pushed, in order, and says when it has ended', async () => {
    const asked: Operation[] = [];
    const heard: Progress[] = [];
    const watch = async function* (of: Operation) {
      asked.push(of);
      yield { status: 'queued', position: 1 } as const;
      yield rendering(0.5);
    };
    const stream = followStream(accountWith(watch), operation, (progress) => heard.push(progress));
    expect(stream.ended?.aborted).toBe(false);
    await ending(stream.ended);
    expect(heard).toEqual([{ status: 'queued', position: 1 }, rendering(0.5)]);
    expect(asked).toEqual([operation]);
  });

  it('that breaks has ended, and nothing more', async () => {
    const heard: Progress[] = [];
    const watch = async function* () {
      yield rendering(0.1);
      throw new Error('the connection broke');
    };
    const stream = followStream(accountWith(watch), operation, (progress) => heard.push(progress));
    await ending(stream.ended);
    expect(heard).toEqual([rendering(0.1)]);
  });

  it('ends when the listener can take no more', async () => {
    const watch = async function* () {
      for (;;) yield rendering(0.1);
    };
    const stream = followStream(accountWith(watch), operation, () => {
      throw new Error('the ledger is full');
    });
    await ending(stream.ended);
    expect(stream.ended?.aborted).toBe(true);
  });

  it('is left at once when it is closed, also while it waits', async () => {
    let left = false;
    let release = () => {};
    const watch = () => ({
      [Symbol.asyncIterator]: () => ({
        next: () =>
          new Promise<IteratorResult<Progress>>(
            (resolve) => (release = () => resolve({ done: true, value: undefined })),
          ),
        return: async () => {
          left = true;
          release();
          return { done: true, value: undefined } as const;
        },
      }),
    });
    const stream = followStream(accountWith(watch), operation, () => {});
    stream.close();
    await ending(stream.ended);
    expect(left).toBe(true);
    stream.close();
  });
});
