import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { falKey, startFal } from '../simulators/fal.js';
import type { Simulator } from '../simulators/kit/simulator.js';
import { replicateToken, startReplicate } from '../simulators/replicate.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { documentOf, type Ended, type RunOptions, runWan, startWan } from './program.js';
import { createRandom, inParallel, preload, trialsTimeout } from './trials.js';
import { decodedFrames, picture } from './workplace.js';

interface Service {
  readonly id: 'fal' | 'replicate';
  start(): Promise<Simulator>;
  readonly key: Readonly<Record<string, string>>;
}

const services: readonly Service[] = [
  { id: 'fal', start: startFal, key: { FAL_KEY: falKey } },
  { id: 'replicate', start: startReplicate, key: { REPLICATE_API_TOKEN: replicateToken } },
];
const randomTrials = 30;

interface Place extends RunOptions {
  readonly simulator: Simulator;
  readonly env: Readonly<Record<string, string>>;
}

describe.each(services)('a paid run at $id that is killed', { timeout: trialsTimeout }, (service) => {
  const command = [
    'generate',
    'picture.png',
    '-p',
    'slow dolly in',
    '--provider',
    service.id,
    '-m',
    'wan-2.2-turbo',
    '-s',
    '7',
    '--yes',
  ];

  it('at any ledger write is billed once at most, and its clip is fetched', async () => {
    const writes = await withPlace(service, countWrites);
    expect(writes).toBeGreaterThanOrEqual(10);
    const points = Array.from({ length: writes }, (_, at) => [`before:${at + 1}`, `after:${at + 1}`]).flat();
    await inParallel(points, (point) =>
      withPlace(service, async (place) => {
        const env = { ...place.env, NODE_OPTIONS: preload('hurry.mjs', 'kill-at-write.mjs'), WAN_KILL: point };
        const first = await runWan(command, { ...place, env });
        expect(first.signal, `${point}: ${first.stderr}`).toBe('SIGKILL');
        await recover(place, first, point);
      }),
    );
  });

  it('at random moments is billed once at most, and its clip is fetched', async () => {
    const random = createRandom(service.id.length);
    const delays = Array.from({ length: randomTrials }, () => 150 + random() * 700);
    await inParallel(delays, (delay) =>
      withPlace(service, async (place) => {
        const running = startWan(command, place);
        const timer = setTimeout(() => running.child.kill('SIGKILL'), delay);
        const first = await running.ended;
        clearTimeout(timer);
        await recover(place, first, `after ${Math.round(delay)} ms`);
      }),
    );
  });

  async function countWrites(place: Place): Promise<number> {
    const file = join(place.state, '..', 'writes');
    const env = { ...place.env, NODE_OPTIONS: preload('hurry.mjs', 'kill-at-write.mjs'), WAN_COUNT_WRITES: file };
    const ended = await runWan(command, { ...place, env });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(existsSync(file)).toBe(true);
    return Number(readFileSync(file, 'utf8'));
  }

  /** What a user does next; then what was promised is checked. */
  async function recover(place: Place, first: Pick<Ended, 'stderr'>, label: string): Promise<void> {
    const run = /^run (r_\w+)/m.exec(first.stderr)?.[1];
    const args = run === undefined ? command : ['resume', run];
    const ended = await runWan([...args, '--json'], place);
    const job = documentOf(ended).jobs[0];
    const told = `${label}, ${args[0]}: ${ended.stdout}${ended.stderr}`;
    expect(place.simulator.billableSubmits, told).toBeLessThanOrEqual(1);
    if (job?.status === 'unknown') {
      // Killed between the durable intent and the request: nothing may be sent again until absence is certain.
      expect(ended.exitCode, told).toBe(9);
      expect(place.simulator.billableSubmits, told).toBe(0);
      return;
    }
    expect(ended.exitCode, told).toBe(0);
    expect(place.simulator.billableSubmits, told).toBe(1);
    expect(decodedFrames(job?.output ?? ''), told).toBeGreaterThan(0);
  }
});

/** A directory with a picture, a ledger of its own and a service that counts what it would bill. */
async function withPlace<T>(service: Service, work: (place: Place) => Promise<T>): Promise<T> {
  const base = temporaryDirectory();
  const cwd = join(base, 'here');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'picture.png'), await picture());
  const simulator = await service.start();
  const env = {
    ...service.key,
    [`WAN_${service.id.toUpperCase()}_BASE_URL`]: simulator.url,
    NODE_OPTIONS: preload('hurry.mjs'),
  };
  try {
    return await work({ cwd, state: join(base, 'state'), env, simulator });
  } finally {
    await simulator.close();
  }
}
