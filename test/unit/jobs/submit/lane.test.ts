import { describe, expect, it } from 'vitest';
import { createLane } from '../../../../src/jobs/submit/lane.js';

/** Work that ends when it is told to. */
function work(name: string, log: string[]) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = async () => {
    log.push(name);
    await ended;
    return name;
  };
  return { run, end };
}

const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

describe('a lane', () => {
  it('has so many pieces of work under way and begins the next when one ends', async () => {
    const lane = createLane(2);
    const log: string[] = [];
    const pieces = ['a', 'b', 'c'].map((name) => work(name, log));
    const results = pieces.map(({ run }) => lane.run(run));
    await settle();
    expect([log.join(''), lane.waiting()]).toEqual(['ab', 1]);
    pieces[1]?.end();
    await settle();
    expect([log.join(''), lane.waiting()]).toEqual(['abc', 0]);
    for (const piece of pieces) piece.end();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
  });

  it('begins the lowest order first, and equal ones as they came', async () => {
    const lane = createLane(1);
    const log: string[] = [];
    const orders = [5, 3, Number.POSITIVE_INFINITY, 1, 3];
    const pieces = orders.map((order, index) => ({ order, ...work(`${index}`, log) }));
    const results = pieces.map(({ run, order }) => lane.run(run, order));
    for (const piece of pieces) piece.end();
    await Promise.all(results);
    expect(log.join('')).toBe('03142');
  });

  it('goes on after a failure, which is told to whoever asked', async () => {
    const lane = createLane(1);
    const failing = lane.run(() => Promise.reject(new Error('boom')));
    const next = lane.run(async () => 'next');
    await expect(failing).rejects.toThrow('boom');
    expect(await next).toBe('next');
  });
});
