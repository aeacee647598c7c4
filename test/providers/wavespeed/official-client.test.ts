import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Client } from 'wavespeed';
import type { RecordedRequest } from '../../simulators/kit/exchange.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { intentOf, key, setUp, spicy, wire } from './setup.js';

const quick = { pollInterval: 0.001 };

function clientOf({ url }: Pick<Simulator, 'url'>, apiKey = key): Client {
  return new Client(apiKey, { baseUrl: url, retryInterval: 0.001 });
}

/** The client talks to the console while it retries. */
function silenceConsole(): void {
  const quiet = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) => spy.mockImplementation(() => {}));
  onTestFinished(() => {
    for (const spy of quiet) spy.mockRestore();
  });
}

describe('the official client, unchanged, against the simulator', () => {
  it('runs a model to its output', async () => {
    const { simulator } = await setUp();
    const { outputs } = await clientOf(simulator).run(spicy, wire, quick);
    expect(outputs).toEqual([simulator.media.clipUrl(simulator.jobs.last().id)]);
    expect(simulator.billableSubmits).toBe(1);
    expect(simulator.requests.at(-1)?.path).toMatch(/^\/api\/v3\/predictions\/[0-9a-f]{32}\/result$/);
  });

  it('uploads a file that a task then reads', async () => {
    const { simulator } = await setUp();
    const folder = await mkdtemp(join(tmpdir(), 'wan-wavespeed-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'fox.png');
    await writeFile(path, 'pixels');
    const image = await clientOf(simulator).upload(path);
    expect(simulator.media.get(new URL(image).pathname)).toMatchObject({ contentType: 'image/png' });
    expect((await clientOf(simulator).run(spicy, { ...wire, image }, quick)).outputs).toHaveLength(1);
  });

  it('is told why a task failed', async () => {
    const { simulator } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'moderated-at-result' } });
    await expect(clientOf(simulator).run(spicy, wire, quick)).rejects.toThrow(/Content moderation/);
  });

  it('is told when a synchronous wait has run out, and where to ask on', async () => {
    const { simulator } = await setUp();
    const result = await clientOf(simulator).runNoThrow(spicy, wire, { enableSyncMode: true });
    expect(result).toMatchObject({
      outputs: null,
      detail: { status: 'processing', resultUrl: expect.stringMatching(/^http:.+\/result$/) },
    });
    expect(simulator.jobs.last().input).toEqual(wire);
  });

  it('is refused with a wrong key, and for a wrong value', async () => {
    const { simulator } = await setUp();
    await expect(clientOf(simulator, 'other').run(spicy, wire, quick)).rejects.toThrow('401');
    const wrong = { ...wire, duration: 10 };
    await expect(clientOf(simulator).run(spicy, wrong, quick)).rejects.toThrow('duration must be one of 5, or 8');
    expect(simulator.billableSubmits).toBe(0);
  });

  it('repeats polls, and no submit', async () => {
    silenceConsole();
    const { simulator } = await setUp();
    simulator.fail({ on: 'status', how: { kind: 'http', status: 504 }, times: 3 });
    await clientOf(simulator).run(spicy, wire, quick);
    simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
    await expect(clientOf(simulator).run(spicy, wire, quick)).rejects.toThrow('may already have been created');
    expect(simulator.billableSubmits).toBe(2);
  });
});

describe('our submit and that of the official client', () => {
  it('are the same request', async () => {
    const { simulator, provider, call } = await setUp();
    await clientOf(simulator).run(spicy, wire, quick);
    const theirs = simulator.requests[0];
    await provider.submit(intentOf(), call);
    expect(essence(simulator.requests.at(-1))).toEqual(essence(theirs));
  });

  function essence(request: RecordedRequest | undefined): object {
    if (request === undefined) throw new Error('nothing was asked');
    const { method, path, query, json, headers } = request;
    return { method, path, query, json, key: headers.authorization, type: headers['content-type'] };
  }
});
