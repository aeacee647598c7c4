import { describe, expect, it } from 'vitest';
import { type ErrorCode, exitCodes, toErrorReport, WanError } from '../../../../src/errors.js';
import { mayMove, moveClips } from '../../../../src/jobs/drive/move-clips.js';
import type { Outcome } from '../../../../src/jobs/engine.js';
import type { JobState } from '../../../../src/jobs/job.js';
import { listJobs } from '../../../../src/jobs/ledger/jobs-table.js';
import { joinLedger } from '../../../../src/jobs/ledger/leases.js';
import { type ClipRequest, commitRun, type PlanContext, type PlannedClip } from '../../../../src/jobs/plan/plan-run.js';
import { everyState } from '../every-state.js';
import { createScriptedEngine, jobRecord, run } from '../scripted-engine.js';

const other = {} as ClipRequest;

function clip(fallbacks: readonly ClipRequest[] = [other]): PlannedClip {
  const request = { ...jobRecord(), fallbacks } as unknown as ClipRequest;
  return {
    request,
    take: 0,
    index: 0,
    decision: { kind: 'new', why: null },
    output: '/clip.mp4',
    own: jobRecord(),
    changedDefaults: [],
  };
}

function outcome(state: JobState, code: ErrorCode | null): Outcome {
  const error = code === null ? null : toErrorReport(new WanError(code, 'no'));
  return { job: { ...jobRecord(), state } as Outcome['job'], error, reused: false };
}

const { uploaded, unknown, submitted, failed } = everyState;

describe('mayMove', () => {
  const moving: readonly ErrorCode[] = [
    ...(['key.rejected', 'key.missing', 'money.no-credit', 'provider.unavailable'] as const),
    ...(['provider.throttled', 'network.failed', 'request.unknown-model'] as const),
  ];

  it.each(moving)('another provider may take over after %s', (code) => {
    expect(mayMove(clip(), outcome(uploaded, code))).toBe(true);
  });

  it('after nothing else that can be wrong', () => {
    const staying = (Object.keys(exitCodes) as ErrorCode[]).filter((code) => !moving.includes(code));
    expect(staying.filter((code) => mayMove(clip(), outcome(uploaded, code)))).toEqual([]);
  });

  it.each([
    ['unknown', unknown],
    ['submitted', submitted],
    ['failed', failed],
  ])('never for a job that is %s: it may have been paid', (_status, state) => {
    expect(mayMove(clip(), outcome(state, 'provider.unavailable'))).toBe(false);
  });

  it('only where somebody else was named', () => {
    expect(mayMove(clip([]), outcome(uploaded, 'provider.unavailable'))).toBe(false);
  });
});

describe('moveClips', () => {
  async function mover() {
    const { engine, ledger } = await createScriptedEngine();
    joinLedger(ledger, { clock: engine.clock, host: engine.host, newId: () => engine.owner });
    let made = 0;
    const context: PlanContext = {
      sql: ledger,
      owner: engine.owner,
      host: engine.host,
      now: engine.clock.now(),
      force: false,
      retryFailed: false,
      newId: () => `j_new${++made}`,
      fileExists: () => true,
      locate: (job) => job,
    };
    const commit = (id: string, requests: ClipRequest[]) => {
      const clips = commitRun(context, { ...run, id }, requests);
      // Nothing was accepted, and whoever drove it is done.
      ledger.run('UPDATE jobs SET lease_owner = NULL');
      return clips;
    };
    const move = (id: string, clips: PlannedClip[]) => moveClips(engine, context, { run: { ...run, id }, clips });
    return { ledger, commit, move };
  }

  function request({ count = 1, fallbacks = [], ...changes }: Partial<ClipRequest> = {}): ClipRequest {
    const { id: _id, run: _run, index: _index, identity: _identity, take: _take, ...record } = jobRecord();
    const { seedDrawn: _drawn, output: _output, createdAt: _created, ...shared } = record;
    return {
      ...shared,
      seed: null,
      count,
      isNamed: false,
      seedLimit: 1_000,
      drawSeed: (take) => take,
      nameOf: ({ id, index }) => `/clips/${index + 1}-${id}.mp4`,
      fallbacks,
      ...changes,
    };
  }

  const elsewhere = (count = 1) => request({ provider: 'wavespeed', endpoint: 'wavespeed/wan', count });

  it('keeps the place of a clip in the run, and the number in its name', async () => {
    const { commit, move } = await mover();
    const rows = ['a', 'b'].map((rowIdentity) =>
      request({ rowIdentity, fallbacks: [{ ...elsewhere(), rowIdentity }] }),
    );
    const moved = move('r_2', commit('r_2', rows).slice(1));
    expect(moved[0]?.clip).toMatchObject({ take: 0, index: 1, own: { index: 1 }, request: { provider: 'wavespeed' } });
    expect(moved[0]?.clip.output).toMatch(/^\/clips\/2-/);
  });

  it('moves every clip that was left by runs before, each to a job of its own', async () => {
    const { ledger, commit, move } = await mover();
    commit('r_2', [request({ count: 3 })]);
    ledger.run('UPDATE jobs SET take = 2');
    const clips = commit('r_3', [request({ count: 3, fallbacks: [elsewhere(3)] })]);
    expect(clips.map(({ decision }) => decision.kind)).toEqual(['continue', 'continue', 'continue']);
    const moved = move('r_3', clips);
    expect(new Set(moved.map(({ clip: { own } }) => own?.id)).size).toBe(3);
    const jobs = listJobs(ledger, { provider: 'wavespeed', order: 'position' });
    expect(jobs.map(({ state, index }) => [state.status, index])).toEqual([
      ['planned', 0],
      ['planned', 1],
      ['planned', 2],
    ]);
  });

  it('gives a clip another name where a living process took its own since it was planned', async () => {
    const { ledger, commit, move } = await mover();
    const nameOf = () => '/clips/taken.mp4';
    const [clip] = commit('r_2', [request({ fallbacks: [{ ...elsewhere(), nameOf }] })]);
    const [holder] = commit('r_3', [request({ rowIdentity: 'another', provider: 'kie', nameOf })]);
    ledger.run("UPDATE jobs SET status = 'submitted' WHERE id = ?", holder?.own?.id ?? '');
    const [moved] = move('r_2', clip === undefined ? [] : [clip]);
    const id = moved?.clip.own?.id;
    expect(moved).toMatchObject({
      takenName: '/clips/taken.mp4',
      clip: { output: `/clips/taken-${id}.mp4`, own: { output: `/clips/taken-${id}.mp4` } },
    });
    expect(listJobs(ledger, { provider: 'wavespeed' }).map(({ output }) => output)).toEqual([`/clips/taken-${id}.mp4`]);
  });
});
