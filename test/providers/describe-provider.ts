import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProviderId } from '../../src/providers/request.js';
import { closedPortUrl, startRefusingProxy, startSelfSignedServer } from '../simulators/kit/broken-hosts.js';
import type { FaultRule } from '../simulators/kit/fault.js';
import type { Simulator } from '../simulators/kit/simulator.js';
import { createFakeClock } from '../support/fake-clock.js';
import { createDesk, type Desk } from '../support/run-main.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** What the suite needs to know of a provider under test. */
export interface ProviderBench {
  readonly id: ProviderId;
  /** Starts its simulator on a clock. */
  start(options: { now: () => number }): Promise<Simulator>;
  /** A key that the simulator takes, by variable. */
  readonly key: Readonly<Record<string, string>>;
  readonly wrongKey: Readonly<Record<string, string>>;
  /** Another account's key; it is never sent. */
  readonly otherKey: Readonly<Record<string, string>>;
  /** A model to render with. */
  readonly model: string;
  /** Whether a lost submit can be looked up in a list. */
  readonly reconciles: boolean;
  /** Whether jobs bear an id of ours, so that a lost one is told from its equals. */
  readonly ownIds?: boolean;
  /** Whether it says that a result expired; else its address is simply dead, and the job stays rendered. */
  readonly tellsExpiry: boolean;
}

/** How one fault must end: for the account, for the script, on the disk. */
interface Ending {
  readonly submits: number;
  readonly exit: number;
  readonly status: string;
  readonly file: boolean;
  /** Billable submits in all after the same command was run again, with the fault gone. */
  readonly again: number;
}

interface Row {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  readonly ending: Ending;
}

const done: Ending = { submits: 1, exit: 0, status: 'done', file: true, again: 1 };
const refused = (exit: number, status: string): Ending => ({
  submits: 0,
  exit,
  status,
  file: false,
  again: status === 'failed' ? 0 : 1,
});
const endless = 1_000;

/** Every fault of the kit with what it must lead to. */
function faultRows({ reconciles, tellsExpiry, ownIds = false }: ProviderBench): Row[] {
  const lost: Ending = reconciles ? done : { submits: 1, exit: 9, status: 'unknown', file: false, again: 1 };
  const doubtful: Ending = { submits: 0, exit: 9, status: 'unknown', file: false, again: 0 };
  const failed: Ending = { submits: 1, exit: 5, status: 'failed', file: false, again: 1 };
  const notFetched: Ending = { submits: 1, exit: 6, status: 'rendered', file: false, again: 1 };
  const on = (operation: FaultRule['on'], how: FaultRule['how'], times?: number): FaultRule[] => [
    { on: operation, how, ...(times === undefined ? {} : { times }) },
  ];
  const poll = (how: FaultRule['how']): FaultRule[] => on('status', how, 3);
  return [
    { name: 'nothing goes wrong', rules: [], ending: done },
    { name: 'submit: answer lost after acceptance', rules: on('submit', { kind: 'answer-lost' }), ending: lost },
    {
      name: 'submit: 500 after acceptance',
      rules: on('submit', { kind: 'http-after-acceptance', status: 500 }),
      ending: lost,
    },
    {
      name: 'submit: 504 after acceptance',
      rules: on('submit', { kind: 'http-after-acceptance', status: 504 }),
      ending: lost,
    },
    { name: 'submit: truncated answer', rules: on('submit', { kind: 'truncated' }), ending: lost },
    {
      name: 'submit: connection lost before processing',
      rules: on('submit', { kind: 'lost-before' }),
      ending: doubtful,
    },
    { name: 'submit: 503 without acceptance', rules: on('submit', { kind: 'http', status: 503 }), ending: doubtful },
    { name: 'submit: redirect', rules: on('submit', { kind: 'redirect' }), ending: doubtful },
    { name: 'submit: an HTML page', rules: on('submit', { kind: 'html' }), ending: doubtful },
    {
      name: 'submit: 429 once, with Retry-After',
      rules: on('submit', { kind: 'throttle', retryAfter: 2 }),
      ending: done,
    },
    { name: 'submit: 429 once, without Retry-After', rules: on('submit', { kind: 'throttle' }), ending: done },
    {
      name: 'submit: 429 for ever',
      rules: on('submit', { kind: 'throttle' }, endless),
      ending: refused(6, 'uploaded'),
    },
    { name: 'submit: no credit', rules: on('submit', { kind: 'no-credit' }), ending: refused(10, 'uploaded') },
    { name: 'submit: moderated', rules: on('submit', { kind: 'moderated-at-submit' }), ending: refused(5, 'failed') },
    { name: 'poll: dropped', rules: poll({ kind: 'lost-before' }), ending: done },
    { name: 'poll: 502', rules: poll({ kind: 'http', status: 502 }), ending: done },
    { name: 'poll: an HTML page', rules: poll({ kind: 'html' }), ending: done },
    { name: 'poll: truncated', rules: poll({ kind: 'truncated' }), ending: done },
    { name: 'poll: slow', rules: on('status', { kind: 'slow', ms: 50 }), ending: done },
    { name: 'poll: 429', rules: poll({ kind: 'throttle', retryAfter: 1 }), ending: done },
    { name: 'poll: unknown status word', rules: on('status', { kind: 'unknown-status-word' }, 2), ending: done },
    { name: 'the task fails', rules: on('submit', { kind: 'task-failed' }), ending: failed },
    { name: 'moderated at the result', rules: on('submit', { kind: 'moderated-at-result' }), ending: failed },
    {
      name: 'the result expired',
      rules: on('submit', { kind: 'result-expired' }),
      ending: tellsExpiry ? { ...failed, exit: 6, status: 'expired', again: 2 } : notFetched,
    },
    ...(reconciles
      ? [
          {
            name: 'answer lost, and the list pages',
            rules: [...on('submit', { kind: 'answer-lost' }), ...on('list', { kind: 'list-pages', size: 1 })],
            ending: done,
          },
          {
            name: 'answer lost, and the list lags',
            rules: [...on('submit', { kind: 'answer-lost' }), ...on('list', { kind: 'list-lags', polls: 2 })],
            ending: done,
          },
          {
            name: 'answer lost, and several equal jobs in the list',
            rules: [...on('submit', { kind: 'answer-lost' }), ...on('submit', { kind: 'duplicate-jobs', count: 2 })],
            ending: ownIds ? done : { submits: 1, exit: 9, status: 'unknown', file: false, again: 1 },
          },
        ]
      : []),
    { name: 'download: 404', rules: on('download', { kind: 'download', how: '404' }, endless), ending: notFetched },
    {
      name: 'download: an HTML page',
      rules: on('download', { kind: 'download', how: 'html' }, endless),
      ending: notFetched,
    },
    { name: 'download: short', rules: on('download', { kind: 'download', how: 'short' }, endless), ending: notFetched },
    { name: 'download: cut once', rules: on('download', { kind: 'download', how: 'cut-once' }), ending: done },
    {
      name: 'download: redirected to another host',
      rules: on('download', { kind: 'download', how: 'redirect-other-host' }),
      ending: done,
    },
  ];
}

/** The suite that every remote provider passes, through the whole program, against its simulator. */
export function describeProvider(bench: ProviderBench): void {
  describe(`${bench.id}: at most one billable request, and the clip on disk or the reason`, () => {
    it.each(faultRows(bench).map((row) => [row.name, row] as const))('%s', async (_, row) => {
      const { rules, ending } = row;
      const { desk, simulator, directory } = await open(bench);
      for (const rule of rules) simulator.fail(rule);
      const first = await generate(desk, bench);
      expect.soft(summary(first, simulator, directory)).toEqual({ ...ending, again: undefined });
      simulator.clearFaults();
      const second = await generate(desk, bench);
      expect(simulator.billableSubmits, 'billable submits after the same command again').toBe(ending.again);
      const document = second.document();
      if (ending.again > 0 && !['unknown', 'failed'].includes(ending.status) && !stillDead(row)) {
        expect(document.jobs[0]?.status).toBe('done');
      }
      expect(written(directory, first.stdout, first.stderr, second.stdout, second.stderr)).not.toContain(
        secretOf(bench),
      );
    });

    it('sends nothing to a closed port, and the same command works once the service is back', async () => {
      const { desk, simulator, directory, back } = await open(bench, closedPortUrl);
      expect(summary(await generate(desk, bench), simulator, directory)).toMatchObject({
        submits: 0,
        exit: 6,
        file: false,
      });
      back();
      expect(summary(await generate(desk, bench), simulator, directory)).toMatchObject({
        submits: 1,
        exit: 0,
        file: true,
      });
    });

    it('sends nothing when TLS fails, or when a proxy refuses to connect', async () => {
      for (const start of [startSelfSignedServer, startRefusingProxy]) {
        const broken = await start();
        onTestFinished(() => broken.close());
        const { simulator, directory, state, clock } = await open(bench);
        const isProxy = start === startRefusingProxy;
        const env = {
          ...bench.key,
          ...baseUrl(bench, isProxy ? simulator.url : broken.url),
          ...(isProxy ? { HTTP_PROXY: broken.url, HTTPS_PROXY: broken.url } : {}),
        };
        const run = await generate(createDesk({ cwd: directory, stateDirectory: state, clock, env }), bench);
        const result = summary(run, simulator, directory);
        expect(result).toMatchObject({ submits: 0, exit: 6, file: false });
        // Where a picture is uploaded first, that already fails.
        expect(['planned', 'uploaded']).toContain(result.status);
      }
    });

    if (Object.keys(bench.key).length === 0) return;

    it('pays nothing more when the key was changed after a lost answer', async () => {
      const { desk, simulator, directory, state, clock } = await open(bench);
      simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
      simulator.fail({ on: 'list', how: { kind: 'lost-before' }, times: endless });
      expect((await generate(desk, bench)).exitCode).toBe(9);
      const env = { ...bench.otherKey, ...baseUrl(bench, simulator.url) };
      const other = await generate(createDesk({ cwd: directory, stateDirectory: state, clock, env }), bench);
      expect(other.document().jobs[0]?.error?.code).toBe('key.other');
      expect(simulator.billableSubmits).toBe(1);
    });

    it('says exit 4 for a wrong key, and pays once with the right one', async () => {
      const { simulator, directory, state, clock } = await open(bench);
      const at = (key: Readonly<Record<string, string>>) =>
        createDesk({ cwd: directory, stateDirectory: state, clock, env: { ...key, ...baseUrl(bench, simulator.url) } });
      expect((await generate(at(bench.wrongKey), bench)).exitCode).toBe(4);
      expect(simulator.billableSubmits).toBe(0);
      expect((await generate(at(bench.key), bench)).exitCode).toBe(0);
      expect(simulator.billableSubmits).toBe(1);
    });
  });
}

/** The outcome of a job does not go away with the fault that set it. */
function stillDead({ rules, ending }: Row): boolean {
  return ending.status === 'rendered' && rules.some(({ how }) => how.kind === 'result-expired');
}

async function open(bench: ProviderBench, elsewhere?: () => Promise<string>) {
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
  const env = { ...bench.key, ...baseUrl(bench, elsewhere === undefined ? simulator.url : await elsewhere()) };
  const desk = createDesk({ cwd: directory, stateDirectory: state, clock, env });
  const back = () => Object.assign(env, baseUrl(bench, simulator.url));
  return { desk, simulator, directory, state, clock, back };
}

function baseUrl({ id }: ProviderBench, url: string): Record<string, string> {
  return { [`WAN_${id.toUpperCase()}_BASE_URL`]: url };
}

function generate(desk: Desk, bench: ProviderBench) {
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

function summary(
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

/** Every byte that the program wrote. */
function written(directory: string, ...streams: string[]): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [...streams, ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))].join('\n');
}

function secretOf({ key }: ProviderBench): string {
  return Object.values(key)[0] ?? 'a provider without a key has no secret';
}
