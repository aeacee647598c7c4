import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import type { Simulator } from '../simulators/kit/simulator.js';
import { createFakeClock } from '../support/fake-clock.js';
import { createDesk, type Desk, type MainRun } from '../support/run-main.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import type { ProviderBench } from './provider-bench.js';

/** A directory with `hero.png`, a ledger, and the provider's simulator; `elsewhere` stands in for a service that is away. */
export async function openBench(bench: ProviderBench, elsewhere?: () => Promise<string>) {
  const directory = temporaryDirectory();
  const state = join(temporaryDirectory(), 'state');
  const clock = createFakeClock();
  const simulator = await bench.start({ now: clock.now });
  onTestFinished(async () => {
    await simulator.close();
  });
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(directory, 'hero.png'));
  const address = elsewhere === undefined ? simulator.url : await elsewhere();
  const env = { ...bench.key, ...baseUrl(bench, address) };
  const desk = createDesk({ cwd: directory, stateDirectory: state, clock, env });
  const back = () => forward(address, simulator.url);
  return { desk, simulator, directory, state, clock, back };
}

/** Listens at one address for another until the test ends. */
async function forward(from: string, to: string): Promise<void> {
  const target = new URL(to);
  const server = createServer((socket) => {
    const onward = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => other.destroy()).pipe(other);
    }
  });
  server.listen(Number(new URL(from).port), '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
}

export function baseUrl({ id }: ProviderBench, url: string): Record<string, string> {
  return { [`WAN_${id.toUpperCase()}_BASE_URL`]: url };
}

/** The same command in every trial. */
export function generate(desk: Desk, bench: ProviderBench) {
  return desk.run(
    'generate',
    'hero.png',
    '-p',
    'the lamp is lit',
    '--provider',
    bench.id,
    '-m',
    bench.model,
    '-s',
    '7',
    '-o',
    'hero.mp4',
    '--yes',
    '--json',
    '--wait-timeout',
    '1h',
  );
}

/** What the user is told to do next. */
export function resume(desk: Desk, before: MainRun) {
  return desk.run('resume', before.document().run ?? '', '--json', '--wait-timeout', '1h');
}

/** What the user is told to do with the id from the provider's dashboard. */
export function adopt(desk: Desk, { id }: ProviderBench, { before, remoteId }: { before: MainRun; remoteId: string }) {
  return desk.run('adopt', id, remoteId, '--job', before.document().jobs[0]?.id ?? '', '--json');
}

export function summary(
  run: { exitCode: number; document(): { jobs: readonly { status: string }[]; exitCode: number } },
  simulator: Simulator,
  directory: string,
) {
  const document = run.document();
  expect(document.exitCode).toBe(run.exitCode);
  return {
    submits: simulator.billableSubmits,
    exit: run.exitCode,
    status: document.jobs[0]?.status,
    file: existsSync(join(directory, 'hero.mp4')),
    again: undefined,
  };
}
