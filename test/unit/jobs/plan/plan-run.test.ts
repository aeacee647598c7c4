import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { getJob, listJobs } from '../../../../src/jobs/ledger/jobs-table.js';
import { joinLedger } from '../../../../src/jobs/ledger/leases.js';
import { nameHolder } from '../../../../src/jobs/ledger/names-table.js';
import { getRun } from '../../../../src/jobs/ledger/runs-table.js';
import { type Ledger, openLedger } from '../../../../src/jobs/ledger.js';
import { recordOf } from '../../../../src/jobs/plan/clip-record.js';
import {
  type ClipRequest,
  commitRun,
  type PlanContext,
  type PlannedClip,
  planClips,
} from '../../../../src/jobs/plan/plan-run.js';
import type { SettledTake } from '../../../../src/jobs/plan/settled-take.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { everyEvent, everyState, intent, media } from '../every-state.js';
import { host, jobRecord, run } from '../scripted-engine.js';
import { advance, testLedger } from '../test-ledger.js';

describe('a run', () => {
  it('is written with its jobs, which are leased by us and hold their names', async () => {
    const { ledger, commit } = await planner();
    const [clip] = commit([request()]);
    expect(getRun(ledger, 'r_2').command).toBe('generate');
    expect(getJob(ledger, 'j_1')).toMatchObject({ ...recordIn(clip), state: { status: 'planned' } });
    expect(ledger.get('SELECT lease_owner FROM jobs')?.lease_owner).toBe('o_self');
    expect(nameHolder(ledger, clip?.output ?? '')).toBe('j_1');
  });

  it('can be planned without writing anything', async () => {
    const { ledger, context } = await planner();
    const clips = planClips(context, 'r_2', [request({ count: 2 })]);
    expect(clips.map(({ decision }) => decision.kind)).toEqual(['new', 'new']);
    expect(listJobs(ledger)).toEqual([]);
    expect(() => getRun(ledger, 'r_2')).toThrow('no run');
  });

  it('is refused whole when two clips want one name', async () => {
    const { ledger, commit } = await planner();
    const fixed = request({ count: 2, nameOf: () => '/clips/hero.mp4' });
    expect(() => commit([fixed])).toThrow(expect.objectContaining({ code: 'output.conflict' }));
    expect(listJobs(ledger)).toEqual([]);
    expect(() => getRun(ledger, 'r_2')).toThrow('no run');
  });

  it('numbers its clips over all requests', async () => {
    const { commit } = await planner();
    const clips = commit([request({ count: 2 }), request({ sources: { image: 'other' } })]);
    expect(clips.map(({ own }) => [own?.index, own?.take])).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
  });

  it('is decided without a list, of which the database library would hold ten thousand until the event loop turns', async () => {
    const { ledger, commit, context } = await planner();
    commit([request({ rowIdentity: 'a' })]);
    const all = () => {
      throw new Error('a list was asked for');
    };
    const rows = ['a', 'b'].map((rowIdentity) => request({ rowIdentity }));
    const clips = planClips({ ...context, sql: { ...ledger, all } }, 'r_3', rows);
    expect(clips.map(({ decision }) => decision.kind)).toEqual(['continue', 'new']);
  });

  it('keeps nothing in a record that belongs to the planning only', async () => {
    const { commit } = await planner();
    const [clip] = commit([request()]);
    expect(Object.keys(recordIn(clip) ?? {}).sort()).toEqual(Object.keys(jobRecord()).sort());
  });
});

describe('the seed of a clip', () => {
  const seedsOf = (changes: Partial<ClipRequest>) =>
    planner().then(({ commit }) =>
      commit([request(changes)]).map((clip) => [clip.own?.seed, clip.own?.seedDrawn, recordOf(clip)?.request.seed]),
    );

  it('counts up from the one given', async () => {
    expect(await seedsOf({ seed: 5, count: 3 })).toEqual([
      [5, false, 5],
      [6, false, 6],
      [7, false, 7],
    ]);
  });

  it('wraps at the largest that the model takes', async () => {
    const seeds = await seedsOf({ seed: 9, seedLimit: 10, count: 4 });
    expect(seeds.map(([seed]) => seed)).toEqual([9, 10, 0, 1]);
  });

  it('may be 0', async () => {
    expect(await seedsOf({ seed: 0 })).toEqual([[0, false, 0]]);
  });

  it('is drawn for each take where none is given', async () => {
    expect(await seedsOf({ count: 2 })).toEqual([
      [1_000, true, 1_000],
      [1_001, true, 1_001],
    ]);
  });

  it('is absent where the model takes none', async () => {
    expect(await seedsOf({ seedLimit: null, count: 2 })).toEqual([
      [null, false, undefined],
      [null, false, undefined],
    ]);
  });
});

describe('the same request again', () => {
  it('reuses each finished clip of a count with seeds, and renders what is missing', async () => {
    const { ledger, commit } = await planner();
    for (const clip of commit([request({ seed: 5, count: 2 })])) finish(ledger, clip.own?.id ?? '');
    const clips = commit([request({ seed: 5, count: 3 })], 'r_3');
    expect(clips.map(({ decision }) => decision.kind)).toEqual(['reuse', 'reuse', 'new']);
    expect(listJobs(ledger)).toHaveLength(3);
  });

  it('is known from its origin, price, name and provenance only by what it renders', async () => {
    const { ledger, commit } = await planner();
    commit([request({ seed: 5 })]);
    finish(ledger, 'j_1');
    const [clip] = commit(
      [
        request({
          seed: 5,
          count: 1,
          isNamed: true,
          origins: { prompt: 'preset social-vertical' },
          estimate: { amount: 0.2, currency: 'USD' },
          provenance: 'none',
          overwrite: true,
          webhook: 'https://hooks.scripted.test',
          model: 'fal-ai/wan/turbo',
          row: 9,
          nameOf: () => '/clips/elsewhere.mp4',
        }),
      ],
      'r_3',
    );
    expect(clip).toMatchObject({ decision: { kind: 'reuse', job: { id: 'j_1' } }, output: '/clips/elsewhere.mp4' });
  });

  it('is reported when a default has changed, not rendered again', async () => {
    const { ledger, commit } = await planner();
    commit([request({ seed: 5 })]);
    finish(ledger, 'j_1');
    const [clip] = commit([request({ seed: 5, request: { prompt: 'dusk', resolution: '480p', seed: 5 } })], 'r_3');
    expect(clip).toMatchObject({ decision: { kind: 'reuse' }, changedDefaults: ['resolution'] });
  });

  it('pays for nothing again under another key: what is there is reused', async () => {
    const { ledger, commit } = await planner();
    commit([request({ seed: 5 })]);
    finish(ledger, 'j_1');
    expect(commit([request({ seed: 5, keyFingerprint: 'other' })], 'r_3')[0]?.decision.kind).toBe('reuse');
  });

  it('is another under another key when the first was never sent', async () => {
    const { ledger, commit } = await planner();
    commit([request({ seed: 5 })]);
    ledger.run('UPDATE jobs SET lease_owner = NULL');
    expect(commit([request({ seed: 5, keyFingerprint: 'other' })], 'r_3')[0]?.decision.kind).toBe('new');
  });

  it('is waited for under another key while a living process is about to send the first', async () => {
    const { ledger, commit } = await planner();
    const second = await another(ledger);
    commit([request({ seed: 5 })]);
    const [clip] = commitRun(second, { ...run, id: 'r_3' }, [request({ seed: 5, keyFingerprint: 'other' })]);
    expect(clip?.decision).toMatchObject({ kind: 'follow', job: { id: 'j_1' } });
  });

  it('renders anew with force, whatever the ledger knows', async () => {
    const { ledger, commit, context } = await planner();
    commit([request({ seed: 5 })]);
    finish(ledger, 'j_1');
    const clips = commitRun({ ...context, force: true }, { ...run, id: 'r_3' }, [request({ seed: 5 })]);
    expect(clips.map(({ decision }) => decision.kind)).toEqual(['new']);
  });

  it('reuses rows of a batch although their seeds were drawn', async () => {
    const { ledger, commit } = await planner();
    const rows = [request({ rowIdentity: 'row-1' }), request({ rowIdentity: 'row-2' })];
    for (const clip of commit(rows)) finish(ledger, clip.own?.id ?? '');
    expect(commit(rows, 'r_3').map(({ decision }) => decision.kind)).toEqual(['reuse', 'reuse']);
  });

  it('continues what a process left that is gone', async () => {
    const { ledger, commit } = await planner();
    commit([request({ count: 2 })]);
    ledger.run("UPDATE jobs SET lease_owner = 'o_gone'");
    const clips = commit([request({ count: 2 })], 'r_3');
    expect(clips.map(({ decision }) => decision)).toMatchObject([
      { kind: 'continue', job: { id: 'j_1' } },
      { kind: 'continue', job: { id: 'j_2' } },
    ]);
  });
});

describe('two processes on one ledger', () => {
  it('insert one job for one request with a seed: the second, planned as new, follows', async () => {
    const { ledger, context } = await planner();
    const second = await another(ledger);
    const plan = [request({ seed: 5 })];
    expect(planClips(context, 'r_2', plan)[0]?.decision.kind).toBe('new');
    expect(planClips(second, 'r_3', plan)[0]?.decision.kind).toBe('new');
    commitRun(context, { ...run, id: 'r_2' }, plan);
    const [clip] = commitRun(second, { ...run, id: 'r_3' }, plan);
    expect(clip).toMatchObject({ decision: { kind: 'follow' }, own: null });
    expect(listJobs(ledger)).toHaveLength(1);
  });

  it('render two takes where no seed was given', async () => {
    const { ledger, context } = await planner();
    const second = await another(ledger);
    commitRun(context, { ...run, id: 'r_2' }, [request()]);
    const [clip] = commitRun(second, { ...run, id: 'r_3' }, [request()]);
    expect(clip?.decision).toEqual({ kind: 'new', why: null });
    expect(listJobs(ledger)).toHaveLength(2);
  });
});

describe('a take whose job is settled', () => {
  const settled = (changes: Partial<SettledTake> = {}) => ({
    settled: () => ({ id: 'j_kept', take: 0, seed: null, isNamed: false, ...changes }),
  });
  const why = { code: 'plan.changed' };

  it('gets that id, that seed and that number', async () => {
    const { commit } = await planner();
    const [clip] = commit([request({ seed: 5, ...settled({ seed: 9, take: 2 }) })]);
    expect(recordIn(clip)).toMatchObject({ id: 'j_kept', seed: 9, seedDrawn: false, take: 2, request: { seed: 9 } });
  });

  it('is that job again, however often it is asked for', async () => {
    const { ledger, commit } = await planner();
    commit([request(settled())]);
    expect(commit([request(settled())], 'r_3')[0]?.decision).toMatchObject({ kind: 'continue', job: { id: 'j_kept' } });
    finish(ledger, 'j_kept');
    expect(commit([request(settled())], 'r_4')[0]?.decision).toMatchObject({ kind: 'reuse', job: { id: 'j_kept' } });
    expect(listJobs(ledger)).toHaveLength(1);
  });

  it('is followed by a second process that has settled the same', async () => {
    const { ledger, commit } = await planner();
    const second = await another(ledger);
    commit([request(settled())]);
    const [clip] = commitRun(second, { ...run, id: 'r_3' }, [request(settled())]);
    expect(clip).toMatchObject({ decision: { kind: 'follow', job: { id: 'j_kept' } }, own: null });
  });

  it.each([{}, { force: true }, { retryFailed: true }])('is never written twice after a cancel (%j)', async (flags) => {
    const { ledger, commit, context } = await planner();
    commit([request(settled())]);
    advance(ledger, 'j_kept', { events: [{ type: 'cancelled' }] });
    const again = () => commitRun({ ...context, ...flags }, { ...run, id: 'r_3' }, [request(settled())]);
    expect(again).toThrow(
      expect.objectContaining({ ...why, message: expect.stringContaining('j_kept was cancelled') }),
    );
    expect(() => getRun(ledger, 'r_3')).toThrow('no run');
  });

  it('tells its verdict, also when others that failed are retried', async () => {
    const { ledger, commit, context } = await planner();
    commit([request(settled())]);
    advance(ledger, 'j_kept', { events: [everyEvent.failed] });
    const [clip] = planClips({ ...context, retryFailed: true }, 'r_3', [request(settled())]);
    expect(clip?.decision).toMatchObject({ kind: 'refused', job: { id: 'j_kept' } });
  });

  it('stands for no other clip', async () => {
    const { commit } = await planner();
    commit([request(settled())]);
    const other = request({ sources: { image: 'other' }, ...settled() });
    expect(() => commit([other], 'r_3')).toThrow(expect.objectContaining(why));
  });

  it('is one that was made since with the same seed, unless others name its id', async () => {
    const { commit } = await planner();
    commit([request({ seed: 5 })]);
    const asked = (isNamed: boolean) => request(settled({ seed: 5, isNamed }));
    expect(commit([asked(false)], 'r_3')[0]?.decision).toMatchObject({ kind: 'continue', job: { id: 'j_1' } });
    expect(() => commit([asked(true)], 'r_4')).toThrow(
      expect.objectContaining({ ...why, message: expect.stringContaining('j_1 is now the clip') }),
    );
  });

  it('is its own where the seed was drawn, whatever was left unfinished', async () => {
    const { ledger, commit } = await planner();
    commit([request()]);
    ledger.run("UPDATE jobs SET lease_owner = 'o_gone'");
    expect(commit([request(settled())], 'r_3')[0]?.own).toMatchObject({ id: 'j_kept', seedDrawn: true });
  });
});

async function planner() {
  const ledger = await testLedger();
  const context = contextOf(ledger, 'o_self');
  const commit = (requests: ClipRequest[], id = 'r_2') => commitRun(context, { ...run, id }, requests);
  return { ledger, context, commit };
}

/** A second connection to the same file, with an owner of its own. */
async function another(ledger: Ledger): Promise<PlanContext> {
  const second = await openLedger(dirname(ledger.path));
  onTestFinished(() => second.close());
  return contextOf(second, 'o_second');
}

function contextOf(sql: Ledger, owner: string): PlanContext {
  let made = 0;
  joinLedger(sql, { clock: createFakeClock(0), host, newId: () => owner });
  return {
    sql,
    owner,
    host,
    now: 5_000,
    force: false,
    retryFailed: false,
    newId: () => {
      made += 1;
      return `j_${owner === 'o_self' ? '' : owner}${made}`;
    },
    fileExists: () => true,
    locate: (job) => job,
  };
}

function request(changes: Partial<ClipRequest> = {}): ClipRequest {
  const { id: _id, run: _run, index: _index, identity: _identity, take: _take, ...shared } = jobRecord();
  const { seedDrawn: _drawn, output: _output, createdAt: _created, ...common } = shared;
  return {
    ...common,
    request: { prompt: 'dusk', resolution: '720p' },
    seed: null,
    count: 1,
    isNamed: false,
    seedLimit: 2_147_483_647,
    drawSeed: (take) => 1_000 + take,
    nameOf: ({ id }) => `/clips/${id}.mp4`,
    fallbacks: [],
    ...changes,
  };
}

function recordIn(clip: PlannedClip | undefined) {
  return clip === undefined ? null : recordOf(clip);
}

function finish(ledger: Ledger, id: string): void {
  const operation = { ...everyState.done.operation, remoteId: `remote-${id}` };
  const accepted = { type: 'accepted', operation, at: 2 } as const;
  const sent = [{ type: 'uploaded', media } as const, { type: 'intent', intent, at: 1 } as const, accepted];
  advance(ledger, id, { events: [...sent, everyEvent.succeeded, everyEvent.delivered] });
}
