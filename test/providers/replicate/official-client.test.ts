import { createHash } from 'node:crypto';
import Replicate from 'replicate';
import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '../../simulators/kit/exchange.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { community, fast, hash, intentOf, setUp, token, wire } from './setup.js';

function clientOf(simulator: Simulator): Replicate {
  return new Replicate({ auth: token, baseUrl: `${simulator.url}/v1`, useFileOutput: false });
}

describe('the official client, unchanged, against the simulator', () => {
  it('creates, gets, lists and cancels predictions', async () => {
    const { simulator } = await setUp();
    const client = clientOf(simulator);
    const created = await client.predictions.create({ model: fast, input: wire });
    expect(created).toMatchObject({ status: 'starting', input: wire, output: null, model: fast, version: 'hidden' });
    simulator.advance(120_000);
    const processing = await client.predictions.get(created.id);
    expect(processing).toMatchObject({ status: 'processing', started_at: '2026-11-21T10:01:00.123Z' });
    const { results } = await client.predictions.list();
    expect(results.map(({ id }) => id)).toEqual([created.id]);
    expect((await client.predictions.cancel(created.id)).id).toBe(created.id);
    expect((await client.predictions.get(created.id)).status).toBe('canceled');
  });

  it('runs a model to its output, telling progress as it reads the logs', async () => {
    const { simulator } = await setUp();
    const seen: string[] = [];
    const output = await clientOf(simulator).run(fast, { input: wire, wait: { mode: 'poll', interval: 1 } }, (now) => {
      seen.push(now.status);
      simulator.advance(60_000);
    });
    expect(output).toBe(simulator.media.clipUrl(simulator.jobs.last().id));
    expect(seen.at(0)).toBe('starting');
    expect(seen.at(-1)).toBe('succeeded');
    expect(simulator.billableSubmits).toBe(1);
  });

  it('uploads a file that a prediction then reads', async () => {
    const { simulator } = await setUp();
    const client = clientOf(simulator);
    const file = await client.files.create(new File(['pixels'], 'fox.png', { type: 'image/png' }), { shot: 3 });
    expect(file).toMatchObject({
      content_type: 'image/png',
      size: 6,
      checksums: { sha256: createHash('sha256').update('pixels').digest('hex') },
      metadata: { shot: 3 },
    });
    await client.predictions.create({ model: fast, input: { ...wire, image: file.urls.get } });
    expect((await client.files.list()).results).toHaveLength(1);
    expect(await client.files.delete(file.id)).toBe(true);
    await expect(client.files.get(file.id)).rejects.toThrow('404');
  });

  it('pages through predictions by the URL of the next page', async () => {
    const { simulator } = await setUp();
    for (let seed = 0; seed < 5; seed += 1) simulator.jobs.seed({ endpoint: fast, input: { ...wire, seed } });
    simulator.fail({ on: 'list', how: { kind: 'list-pages', size: 2 } });
    const client = clientOf(simulator);
    const pages: number[] = [];
    for await (const page of client.paginate(client.predictions.list)) pages.push(page.length);
    expect(pages).toEqual([2, 2, 1]);
  });

  it('reads models, versions, the account and the webhook secret', async () => {
    const { simulator } = await setUp();
    const client = clientOf(simulator);
    expect(await client.models.get('wan-video', 'wan-2.2-i2v-fast')).toMatchObject({ is_official: true });
    expect(await client.models.versions.get('prunaai', 'vace-14b', hash)).toMatchObject({ id: hash });
    expect(await client.accounts.current()).toMatchObject({ type: 'organization' });
    expect((await client.webhooks.default.secret.get()).key).toMatch(/^whsec_/);
  });

  it('is told of an input that the schema does not allow', async () => {
    const { simulator } = await setUp();
    const creating = clientOf(simulator).predictions.create({ model: fast, input: { prompt: 'a fox', fps: 16 } });
    await expect(creating).rejects.toThrow('Additional property fps is not allowed');
    expect(simulator.billableSubmits).toBe(0);
  });
});

describe('our submit and that of the official client', () => {
  const webhook = 'https://hooks.example/end';

  it.each([
    ['an official model', fast, undefined],
    ['a version', community, undefined],
    ['an official model with a webhook', fast, webhook],
  ])('are the same request for %s', async (_, endpoint, hook) => {
    const { simulator, provider, call } = await setUp();
    const input = { prompt: 'a fox', image: wire.image, seed: 0 };
    const [model = '', version] = endpoint.split(':');
    await clientOf(simulator).predictions.create({
      ...(version === undefined ? { model } : { version }),
      input,
      ...(hook === undefined ? {} : { webhook: hook, webhook_events_filter: ['completed' as const] }),
    });
    await provider.submit(intentOf({ endpoint, wire: input, webhook: hook }), call);
    const [theirs, ours] = simulator.requests.map(essence);
    expect(ours).toEqual(theirs);
    expect(simulator.billableSubmits).toBe(2);
  });

  it('differ when an answer is lost: the client pays again', async () => {
    const { simulator, provider, call } = await setUp();
    simulator.fail({ on: 'submit', how: { kind: 'answer-lost' }, times: 2 });
    await clientOf(simulator).predictions.create({ model: fast, input: wire });
    expect(simulator.billableSubmits).toBe(3);
    simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
    await expect(provider.submit(intentOf(), call)).rejects.toMatchObject({ delivery: 'unknown' });
    expect(simulator.billableSubmits).toBe(4);
  });

  function essence({ method, path, query, json, headers }: RecordedRequest): object {
    const [scheme, secret] = (headers.authorization ?? '').split(' ');
    return { method, path, query, json, scheme, secret, type: headers['content-type'], prefer: headers.prefer };
  }
});
