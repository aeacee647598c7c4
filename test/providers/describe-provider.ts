import { describe, expect, it, onTestFinished } from 'vitest';
import { closedPortUrl, startRefusingProxy, startSelfSignedServer } from '../simulators/kit/broken-hosts.js';
import { findSecret } from '../support/find-secret.js';
import { createDesk, type MainRun } from '../support/run-main.js';
import { adopt, baseUrl, generate, openBench, resume, summary } from './bench-desk.js';
import type { FaultCells } from './fault-cells.js';
import { endless, faultRows, stillDead } from './fault-rows.js';
import type { ProviderBench } from './provider-bench.js';

/** The suite that every remote provider passes, through the whole program, against its simulator. */
export function describeProvider(bench: ProviderBench, cells: FaultCells): void {
  const note = (fault: string, generate: Summary, resume: Summary, adopt?: Summary) =>
    cells.note(fault, bench.id, { generate, resume, adopt });

  describe(`${bench.id}: at most one billable request, and the clip on disk or the reason`, () => {
    it.each(faultRows(bench).map((row) => [row.name, row] as const))('%s', async (_, row) => {
      const { rules, ending, later } = row;
      const { desk, simulator, directory, state, clock } = await openBench(bench);
      for (const rule of rules) simulator.fail(rule);
      const first = await generate(desk, bench);
      const generated = summary(first, simulator, directory);
      expect.soft(generated).toEqual({ ...ending, again: undefined });
      simulator.clearFaults();

      if (later !== undefined) clock.advance(later.afterMs);
      const second = await resume(desk, first);
      const resumed = summary(second, simulator, directory);
      const { exit, status } = later ?? ending;
      const isSettled = ['unknown', 'failed', 'expired'].includes(status) || stillDead(row);
      expect(resumed).toMatchObject(
        isSettled ? { exit, status, submits: ending.submits } : { exit: 0, file: true, submits: 1 },
      );

      const third = await generate(desk, bench);
      expect(simulator.billableSubmits, 'billable submits after the same command again').toBe(ending.again);
      if (!isSettled) expect(third.document().jobs[0]?.status).toBe('done');

      // Nobody finds an id in a dashboard at once.
      clock.advance(600_000);
      const isPaidUnknown = ending.status === 'unknown' && ending.submits === 1;
      const last = isPaidUnknown
        ? [await adopt(desk, bench, { before: third, remoteId: simulator.jobs.all[0]?.id ?? '' })]
        : [];
      const [adopted] = last.map((run) => summary(run, simulator, directory));
      if (isPaidUnknown) expect(adopted, last[0]?.stdout).toMatchObject({ exit: 0, file: true, submits: 1 });
      note(row.name, generated, resumed, adopted);
      expectClean([first, second, third, ...last], { directories: [directory, state], keys: Object.values(bench.key) });
    });

    it('sends nothing to a closed port, and resume works once the service is back', async () => {
      const { desk, simulator, directory, back } = await openBench(bench, closedPortUrl);
      const first = await generate(desk, bench);
      const away = summary(first, simulator, directory);
      expect(away).toMatchObject({ submits: 0, exit: 6, file: false });
      await back();
      note('a closed port', away, summary(await resume(desk, first), simulator, directory));
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
        const { simulator, directory, state, clock } = await openBench(bench);
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
        if (!isProxy) continue;
        const mended = { ...bench.key, ...baseUrl(bench, simulator.url) };
        const resumed = await resume(createDesk({ cwd: directory, stateDirectory: state, clock, env: mended }), run);
        note('a proxy that refuses', result, summary(resumed, simulator, directory));
      }
    });

    if (Object.keys(bench.key).length === 0) return;

    it('pays nothing more when the key was changed after a lost answer', async () => {
      const { desk, simulator, directory, state, clock } = await openBench(bench);
      simulator.fail({ on: 'submit', how: { kind: 'answer-lost' } });
      simulator.fail({ on: 'list', how: { kind: 'lost-before' }, times: endless });
      expect((await generate(desk, bench)).exitCode).toBe(9);
      const env = { ...bench.otherKey, ...baseUrl(bench, simulator.url) };
      const other = await generate(createDesk({ cwd: directory, stateDirectory: state, clock, env }), bench);
      expect(other.document().jobs[0]?.error?.code).toBe('key.other');
      expect(simulator.billableSubmits).toBe(1);
    });

    it('says exit 4 for a wrong key, and pays once with the right one', async () => {
      const { simulator, directory, state, clock } = await openBench(bench);
      const at = (key: Readonly<Record<string, string>>) =>
        createDesk({ cwd: directory, stateDirectory: state, clock, env: { ...key, ...baseUrl(bench, simulator.url) } });
      expect((await generate(at(bench.wrongKey), bench)).exitCode).toBe(4);
      expect(simulator.billableSubmits).toBe(0);
      expect((await generate(at(bench.key), bench)).exitCode).toBe(0);
      expect(simulator.billableSubmits).toBe(1);
    });
  });
}

type Summary = ReturnType<typeof summary>;

interface Written {
  readonly directories: readonly string[];
  readonly keys: readonly string[];
}

/** No key in anything that was written, and no stack trace in anything that was said. */
function expectClean(runs: readonly MainRun[], written: Written): void {
  const { directories, keys } = written;
  const streams = Object.fromEntries(runs.map(({ stdout, stderr }, index) => [`run ${index + 1}`, stdout + stderr]));
  for (const key of keys) expect(findSecret(key, { streams, directories })).toEqual([]);
  for (const { stderr } of runs) expect(stderr).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
}
