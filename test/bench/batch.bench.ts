import { describe, expect, it } from 'vitest';
import { type BatchPlace, openBatchPlace } from './batch-place.js';
import { atOnce, rendersFor } from './batch-profiles.js';
import type { Measured } from './measured-process.js';
import { figure, median, record } from './record.js';

/** What the issue names; `WAN_BENCH_ROWS` makes a trial run short. */
const rows = Number(process.env.WAN_BENCH_ROWS ?? 10_000);

describe('a batch', () => {
  it(`of ${rows} rows takes little more memory than one of 100`, async () => {
    const small = await render({ rows: 100, concurrency: 200 });
    const large = await render({ rows, concurrency: 200 });
    const ratio = large.peakMiB / small.peakMiB;
    record('Memory of a batch', [
      ['rows', 'peak resident, MiB', 'seconds', 'processor, s'],
      ...[
        { rows: 100, ...small },
        { rows, ...large },
      ].map((each) => [each.rows, figure(each.peakMiB), figure(each.seconds), figure(each.processorSeconds)]),
      ['ratio', `${figure(ratio)} (goal 1.5)`, '', ''],
    ]);
    expect(ratio).toBeLessThan(4);
  }, 600_000);

  it('is rendered beside the official client, whose script writes nothing down', async () => {
    const clips = Math.min(rows, 1_000);
    const speeds: Record<'official' | 'wan', number[]> = { official: [], wan: [] };
    for (let round = 0; round < 2; round += 1) {
      const place = await openBatchPlace({ profile: atOnce, concurrency: 50 });
      speeds.official.push(clips / succeeded(await place.officialBatch(clips)).seconds);
      speeds.wan.push(clips / succeeded(await place.batch(clips)).seconds);
    }
    const [official, ours] = [median(speeds.official), median(speeds.wan)];
    record(`Clips a second, ${clips} jobs that end at once, 50 side by side, start-up included`, [
      ['program', 'clips a second', 'of it'],
      ['@fal-ai/client, subscribe and fetch', figure(official), '1'],
      ['wan batch, every step in the ledger, every clip checked and tagged', figure(ours), figure(ours / official)],
    ]);
    expect(ours / official).toBeGreaterThan(0.05);
  }, 400_000);

  it('of jobs that take their time is as fast as the official client, and asks less often', async () => {
    const clips = Math.min(rows, 1_000);
    const place = await openBatchPlace({ profile: rendersFor(10_000), concurrency: 200 });
    const official = await countingRequests(place, () => place.officialBatch(clips));
    const ours = await countingRequests(place, () => place.batch(clips));
    record(`Clips a second, ${clips} jobs of 10 s each, 200 side by side, start-up included`, [
      ['program', 'clips a second', 'of it', 'requests a clip'],
      ...[
        { program: '@fal-ai/client, subscribe and fetch', ...official },
        { program: 'wan batch', ...ours },
      ].map(({ program, run, requests }) => [
        program,
        figure(clips / run.seconds),
        figure(official.run.seconds / run.seconds),
        figure(requests / clips),
      ]),
    ]);
    expect(official.run.seconds / ours.run.seconds).toBeGreaterThan(0.5);
  }, 400_000);

  it('of a thousand jobs that wait at once keeps its event loop free and few files open', async () => {
    const waiting = Math.min(rows, 1_000);
    const place = await openBatchPlace({ profile: rendersFor(20_000), concurrency: waiting });
    const run = succeeded(await place.batch(waiting, { lookEveryMs: 250 }));
    record(`${waiting} jobs waiting at once in one process, 20 s each`, [
      ['', 'measured', 'goal'],
      ['event loop held up, p99, ms', figure(run.loopP99Ms), '50'],
      ['event loop held up, most, ms', figure(run.loopMaxMs), ''],
      ['files open at once, most', run.descriptors, ''],
      ['peak resident, MiB', figure(run.peakMiB), ''],
      ['polls a job', figure(pollsOf(place.fal.requests) / waiting), ''],
      ['seconds in all', figure(run.seconds), ''],
    ]);
    expect(run.descriptors).toBeLessThan(600);
    expect(run.loopP99Ms).toBeLessThan(500);
  }, 300_000);
});

async function render(wish: { rows: number; concurrency: number }): Promise<Measured> {
  const place = await openBatchPlace({ profile: atOnce, concurrency: wish.concurrency });
  return succeeded(await place.batch(wish.rows));
}

/** A run with the number of requests that the service had from it. */
async function countingRequests({ fal }: BatchPlace, render: () => Promise<Measured>) {
  const before = fal.requests.length;
  const run = succeeded(await render());
  return { run, requests: fal.requests.length - before };
}

function succeeded(run: Measured): Measured {
  expect(run.exitCode, run.stderr.slice(-1_000)).toBe(0);
  return run;
}

function pollsOf(requests: readonly { readonly path: string }[]): number {
  return requests.filter(({ path }) => path.endsWith('/status')).length;
}
