import { ComfyApi } from '@saintno/comfyui-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Operation, Progress } from '../../../src/providers/provider.js';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { type Bench, intentOf, setUp, submitted } from './setup.js';

const stepMs = 60_000;

/** A prompt that renders for ten steps of the clock, and what is heard of it. */
async function watching(options: Parameters<typeof setUp>[0] = {}) {
  const bench = await submitted(options);
  bench.simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0, renderingMs: 10 * stepMs };
  return { ...bench, ...listen(bench, bench.operation) };
}

function listen({ provider, call }: Bench, operation: Operation) {
  const heard: Progress[] = [];
  const ended = (async () => {
    for await (const progress of provider.watch(operation, call)) heard.push(progress);
  })();
  return { heard, ended };
}

const connected = ({ simulator }: Bench, count = 1) =>
  expect.poll(() => simulator.clients(), { interval: 2 }).toHaveLength(count);
const fractions = (heard: readonly Progress[]) =>
  heard.map((progress) => (progress.status === 'rendering' ? progress.fraction : undefined));

describe('watching a prompt', () => {
  it('counts the steps of both samplers, and ends when the prompt has', async () => {
    const bench = await watching();
    await connected(bench);
    for (let turn = 1; turn < 10; turn += 1) {
      bench.simulator.advance(stepMs);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => fractions(bench.heard).at(-1), { interval: 2 }).toBe(0.75);
    bench.simulator.advance(stepMs);
    await bench.ended;
    expect(fractions(bench.heard)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(await bench.provider.check(bench.operation, bench.call)).toMatchObject({ status: 'succeeded' });
  });

  it.each(['0.36.0', '0.24.9'])('is the client that sent the prompt, whoever chose its id (%s)', async (version) => {
    const bench = await watching({ version });
    await connected(bench);
    expect(bench.simulator.clients()).toEqual([bench.simulator.jobs.last().input.client_id]);
    bench.simulator.advance(5 * stepMs);
    await expect.poll(() => fractions(bench.heard).at(-1), { interval: 2 }).toBe(0.5);
    bench.simulator.advance(5 * stepMs);
    await bench.ended;
  });

  it('ends at once for a prompt that is over', async () => {
    const bench = await submitted();
    bench.simulator.advance(600_000);
    const { heard, ended } = listen(bench, bench.operation);
    await ended;
    expect([heard, bench.simulator.clients()]).toEqual([[], []]);
  });

  it.each([
    ['an interrupted one', 'execution_interrupted'],
    ['a failed one', 'execution_error'],
  ])('ends for %s', async (_, type) => {
    const bench = await watching();
    await connected(bench);
    const { remoteId } = bench.operation;
    bench.simulator.push(remoteId, JSON.stringify({ type, data: { prompt_id: remoteId } }));
    await bench.ended;
    expect(await bench.provider.check(bench.operation, bench.call)).toMatchObject({ status: 'rendering' });
  });

  it('ends when the connection breaks, and leaves none behind when it is left', async () => {
    const broken = await watching();
    await connected(broken);
    broken.simulator.hangUp(broken.operation.remoteId);
    await broken.ended;
    const left = await submitted();
    left.simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0, renderingMs: stepMs };
    for await (const _ of left.provider.watch(left.operation, left.call)) break;
    await connected(left, 0);
  });
});

describe('a socket that lies', () => {
  const say = (id: string, type: string, data: object) => JSON.stringify({ type, data: { prompt_id: id, ...data } });

  it('moves nothing backwards, nothing to its end, and nothing by what is not in the graph', async () => {
    const bench = await watching();
    await connected(bench);
    const { remoteId: id } = bench.operation;
    const messages = [
      say(id, 'progress', { node: 'k1', value: 1, max: 2 }),
      say(id, 'progress', { node: 'k1', value: 0, max: 2 }),
      say(id, 'progress', { node: 'nobody', value: 2, max: 2 }),
      say(id, 'progress', { node: 'k1', value: -5, max: 0 }),
      say(id, 'progress', { node: 'k1', value: 'x', max: null }),
      say('another-prompt', 'executing', { node: null }),
      say('another-prompt', 'progress', { node: 'k2', value: 2, max: 2 }),
      'no json',
      '[]',
      say(id, 'progress_state', { nodes: { k1: { value: 9, max: 2, state: 'finished' }, k2: { value: 9e8, max: 1 } } }),
    ];
    for (const message of messages) bench.simulator.push(id, message);
    await expect.poll(() => fractions(bench.heard).at(-1), { interval: 2 }).toBe(0.99);
    expect(fractions(bench.heard)).toEqual([0, 0.25, 0.99]);
    bench.simulator.push(id, say(id, 'executing', { node: null }));
    await bench.ended;
  });

  it('or floods is heard for what is new in it', async () => {
    const bench = await watching();
    await connected(bench);
    const { remoteId: id } = bench.operation;
    for (let turn = 0; turn < 5_000; turn += 1) {
      bench.simulator.push(id, new Uint8Array(64).fill(1));
      bench.simulator.push(id, say(id, 'progress', { node: 'k1', value: turn % 3, max: 2 }));
    }
    bench.simulator.push(id, say(id, 'execution_success', {}));
    await bench.ended;
    expect(bench.heard.length).toBeLessThan(5);
  });
});

describe('the public client for Node, over the same socket', () => {
  it('hears of the prompt that it queued, from its start to its end', async () => {
    const { simulator } = await setUp();
    const client = new ComfyApi(simulator.url, 'a-client');
    onTestFinished(() => client.destroy());
    const heard: string[] = [];
    for (const type of ['execution_start', 'progress', 'executed', 'execution_success'] as const) {
      client.on(type, () => heard.push(type));
    }
    client.init();
    await expect.poll(() => simulator.clients(), { interval: 5 }).toEqual(['a-client']);
    await client.queuePrompt(null, JSON.parse(JSON.stringify(intentOf().body.prompt)));
    simulator.jobs.last().profile = { ...stuckProfile, queuedMs: 0, renderingMs: stepMs };
    simulator.advance(stepMs / 2);
    await expect.poll(() => heard, { interval: 5 }).toContain('progress');
    simulator.advance(stepMs);
    await expect.poll(() => heard, { interval: 5 }).toContain('execution_success');
    expect(heard.filter((type) => type !== 'progress')).toEqual(['execution_start', 'executed', 'execution_success']);
  });
});
