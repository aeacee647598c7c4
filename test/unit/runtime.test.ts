import { isAbsolute } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRuntime } from '../../src/runtime.js';

const runtime = createRuntime();

describe('ids', () => {
  it.each(['j_', 'r_', 'o_', ''] as const)('with the prefix %j have 16 characters of lower-case base 32', (prefix) => {
    expect(runtime.newId(prefix)).toMatch(new RegExp(`^${prefix}[0-9a-v]{16}$`));
  });

  it('do not repeat', () => {
    const ids = Array.from({ length: 10_000 }, () => runtime.newId('j_'));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the clock', () => {
  it('tells wall time in epoch milliseconds and a monotonic time that never goes back', () => {
    expect(Math.abs(runtime.clock.now() - Date.now())).toBeLessThan(1000);
    const times = Array.from({ length: 1000 }, () => runtime.clock.monotonic());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('ends a sleep by rejecting when the signal comes, at once when it has come', async () => {
    const stop = new AbortController();
    const sleeping = runtime.clock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
    await expect(runtime.clock.sleep(3_600_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('resolves a sleep without a signal', async () => {
    await expect(runtime.clock.sleep(0)).resolves.toBeUndefined();
  });

  it('repeats a task until it is stopped', async () => {
    let calls = 0;
    await new Promise<void>((resolve) => {
      const stop = runtime.clock.every(1, () => {
        calls += 1;
        if (calls < 3) return;
        stop();
        resolve();
      });
      // The timer must not keep a process alive, so something else has to here.
      const alive = setInterval(() => calls >= 3 && clearInterval(alive), 1);
    });
    const afterStop = calls;
    await runtime.clock.sleep(5);
    expect([afterStop, calls]).toEqual([3, 3]);
  });
});

describe('the host', () => {
  it('knows itself as alive', () => {
    expect(runtime.host.isAlive(runtime.host.pid)).toBe(true);
    expect(runtime.host.host).not.toBe('');
  });

  it('knows a pid that nobody can have as dead', () => {
    expect(runtime.host.isAlive(2 ** 22 + 1)).toBe(false);
  });

  it('keeps its identity', () => {
    const again = createRuntime().host;
    const { host, boot, pidNamespace, pid } = runtime.host;
    expect([again.host, again.boot, again.pidNamespace, again.pid]).toEqual([host, boot, pidNamespace, pid]);
  });
});

describe('stop signals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s reaches the handler instead of ending the process, until undone',
    (name) => {
      const listeners = process.listenerCount(name);
      const received: string[] = [];
      const undo = runtime.onStopSignal((signal) => received.push(signal));
      process.emit(name, name);
      expect(received).toEqual([name]);
      undo();
      expect(process.listenerCount(name)).toBe(listeners);
    },
  );
});

describe('a stop that is told more than once', () => {
  it('is one when it comes at once, whatever it is called, and two later', async () => {
    const received: string[] = [];
    const undo = createRuntime(() => ['SIGINT']).onStopSignal((signal) => received.push(signal));
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGHUP', 'SIGHUP');
    expect(received).toEqual(['SIGINT']);
    await delay(350);
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGHUP', 'SIGHUP');
    undo();
    expect(received).toEqual(['SIGINT', 'SIGTERM']);
  });
});

describe('an error that nobody caught', () => {
  it('reaches the handler instead of ending the process, until undone', () => {
    const listeners = process.listeners('uncaughtException');
    const received: unknown[] = [];
    const undo = runtime.onLostError((error) => received.push(error));
    const [ours] = process.listeners('uncaughtException').filter((listener) => !listeners.includes(listener));
    ours?.(new Error('lost'), 'uncaughtException');
    expect(received).toEqual([new Error('lost')]);
    undo();
    expect(process.listeners('uncaughtException')).toEqual(listeners);
  });
});

describe('the streams', () => {
  it('are listened to once, however many runtimes there are', () => {
    const listening = () => [process.stdout, process.stderr].map((stream) => stream.listenerCount('error'));
    const before = listening();
    createRuntime();
    expect(listening()).toEqual(before);
  });
});

describe('the user', () => {
  it('is known by number, where users have one, and has a home that is a whole path', () => {
    expect(runtime.userId).toBe(process.getuid?.());
    expect(isAbsolute(runtime.home)).toBe(true);
  });
});

describe('randomness', () => {
  it('is in [0, 1)', () => {
    fc.assert(
      fc.property(fc.constant(null), () => {
        const value = runtime.random();
        expect(value >= 0 && value < 1).toBe(true);
      }),
    );
  });
});
