import { describe, expect, it } from 'vitest';
import { WanError } from '../../../../src/errors.js';
import { driveAll } from '../../../../src/jobs/drive/drive-all.js';
import type { Engine } from '../../../../src/jobs/engine.js';
import type { Job } from '../../../../src/jobs/job.js';
import { getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import { slowDown } from '../../../../src/jobs/ledger/turns-table.js';
import { limitsFor } from '../../../../src/jobs/pace.js';
import { nextLoopTurn } from '../../../../src/runtime.js';
import { createScriptedEngine, jobRecord, refusal, type Script, type ScriptedEngine } from '../scripted-engine.js';

const everything = { submit: true, wait: true };

/** An engine whose media take a few turns to host, with the most that were under way at once, by provider. */
async function watched(
  script: Script = {},
): Promise<ScriptedEngine & { busiest: Record<string, number>; order: string[] }> {
  const scripted = await createScriptedEngine(script);
  const busiest: Record<string, number> = {};
  const running: Record<string, number> = {};
  const order: string[] = [];
  const hostMedia: Engine['hostMedia'] = async (job) => {
    const now = (running[job.provider] ?? 0) + 1;
    running[job.provider] = now;
    busiest[job.provider] = Math.max(busiest[job.provider] ?? 0, now);
    order.push(job.id);
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
    running[job.provider] = (running[job.provider] ?? 0) - 1;
    return scripted.engine.hostMedia(job);
  };
  return { ...scripted, engine: { ...scripted.engine, hostMedia }, busiest, order };
}

function plan(scripted: ScriptedEngine, count: number, changes: Parameters<ScriptedEngine['plan']>[0] = {}): Job[] {
  return Array.from({ length: count }, () => getJob(scripted.ledger, scripted.plan(changes)));
}

describe('driving many jobs', () => {
  it('gives one outcome a job, in the order of the jobs', async () => {
    const scripted = await watched();
    const jobs = [...plan(scripted, 2), ...plan(scripted, 1, { provider: 'replicate' }), ...plan(scripted, 2)];
    const outcomes = await driveAll(scripted.engine, jobs.toReversed(), everything);
    expect(outcomes.map(({ job }) => job.id)).toEqual(['j_5', 'j_4', 'j_3', 'j_2', 'j_1']);
    expect(outcomes.every(({ job }) => job.state.status === 'done')).toBe(true);
    expect(scripted.submits()).toBe(5);
  });

  it('begins them in order', async () => {
    const scripted = await watched();
    await driveAll(scripted.engine, plan(scripted, 5), everything);
    expect(scripted.order).toEqual(['j_1', 'j_2', 'j_3', 'j_4', 'j_5']);
  });

  it('has as many under way as each provider takes', async () => {
    const scripted = await watched({ facts: { concurrency: 3 } });
    const jobs = [...plan(scripted, 7), ...plan(scripted, 2, { provider: 'replicate' })];
    await driveAll(scripted.engine, jobs, everything);
    expect(scripted.busiest).toEqual({ fal: 3, replicate: 2 });
  });

  it('has four under way where no limit is published', async () => {
    const scripted = await watched({ facts: { concurrency: null } });
    await driveAll(scripted.engine, plan(scripted, 9), everything);
    expect(scripted.busiest).toEqual({ fal: 4 });
  });

  it('has as many as the user says', async () => {
    const scripted = await watched({ facts: { concurrency: 1 } });
    await driveAll(scripted.engine, plan(scripted, 9), everything, { concurrency: 6 });
    expect(scripted.busiest).toEqual({ fal: 6 });
  });

  it('gives each job its own error when the key is missing', async () => {
    const scripted = await watched();
    const missing = () => {
      throw new WanError('key.missing', 'no key');
    };
    const outcomes = await driveAll({ ...scripted.engine, accountOf: missing }, plan(scripted, 3), everything);
    expect(outcomes.map(({ error }) => error?.code)).toEqual(['key.missing', 'key.missing', 'key.missing']);
    expect(scripted.submits()).toBe(0);
  });

  it('leaves what is not begun as it is when it is stopped', async () => {
    const scripted = await watched({ facts: { concurrency: 1 } });
    const jobs = plan(scripted, 3);
    const account = scripted.engine.accountOf('fal');
    const check: typeof account.provider.check = async (...args) => {
      scripted.stop.abort();
      return account.provider.check(...args);
    };
    const stopping = { ...account, provider: { ...account.provider, check } };
    const outcomes = await driveAll({ ...scripted.engine, accountOf: () => stopping }, jobs, everything);
    expect(outcomes.map(({ job, error }) => [job.state.status, error])).toEqual([
      ['rendered', null],
      ['planned', null],
      ['planned', null],
    ]);
    expect(scripted.submits()).toBe(1);
  });

  it('drives a job that is named twice once', async () => {
    const scripted = await watched();
    const [job] = plan(scripted, 1);
    if (job === undefined) throw new Error('one was planned');
    const outcomes = await driveAll(scripted.engine, [job.id, job], everything);
    expect(outcomes.map(({ job: after, error }) => [after.state.status, error])).toEqual([
      ['done', null],
      ['done', null],
    ]);
    expect(scripted.order).toEqual(['j_1']);
  });

  it('has nothing to do for no jobs', async () => {
    const { engine } = await watched();
    expect(await driveAll(engine, [], everything)).toEqual([]);
  });
});

const inMinutes = ({ clock }: ScriptedEngine, minutes: number) => clock.now() + minutes * 60_000;

/** A promise and what fulfils it. */
function promise() {
  let fulfil = () => {};
  const made = new Promise<void>((resolve) => {
    fulfil = resolve;
  });
  return { made, fulfil };
}

const failed = { status: 'failed', reason: 'out of memory', moderated: false, retryable: false } as const;
const succeeded = { status: 'succeeded', urls: ['u'], expiresAt: null } as const;

describe('the phases of a batch', () => {
  it('submits the next while a clip is downloaded', async () => {
    const scripted = await watched({ facts: { concurrency: 1 } });
    const secondSent = promise();
    const deliver: Engine['deliver'] = async (...args) => {
      if (scripted.submits() === 2) secondSent.fulfil();
      await secondSent.made;
      return scripted.engine.deliver(...args);
    };
    const outcomes = await driveAll({ ...scripted.engine, deliver }, plan(scripted, 2), everything);
    expect(outcomes.map(({ job }) => job.state.status)).toEqual(['done', 'done']);
  });

  it('downloads sixteen at once, what expires soonest first', async () => {
    const scripted = await watched();
    const lifetimes = Array.from({ length: 20 }, (_, place) => 100 - place * 5);
    const jobs = lifetimes.map((hours) => {
      const id = scripted.plan();
      const expiresAt = hours * 3_600_000;
      const state = {
        status: 'rendered',
        operation: { remoteId: id },
        urls: ['u'],
        expiresAt,
        renderedAt: 1,
        error: null,
      };
      const update = "UPDATE jobs SET status = 'rendered', state = ?, expires_at = ? WHERE id = ?";
      scripted.ledger.run(update, JSON.stringify(state), expiresAt, id);
      return id;
    });
    const begun: string[] = [];
    let underWay = 0;
    let most = 0;
    const deliver: Engine['deliver'] = async (job, ...rest) => {
      begun.push(job.id);
      underWay += 1;
      most = Math.max(most, underWay);
      for (let turn = 0; turn < 40; turn += 1) await nextLoopTurn();
      underWay -= 1;
      return scripted.engine.deliver(job, ...rest);
    };
    await driveAll({ ...scripted.engine, deliver }, jobs, { submit: false, wait: true });
    expect(begun).toEqual(jobs.toReversed());
    expect(most).toBe(16);
  });

  it('follows what was sent before at once, beside the submits', async () => {
    const scripted = await watched({ facts: { concurrency: 1 } });
    const sent = plan(scripted, 5);
    await driveAll(scripted.engine, sent, { submit: true, wait: false });
    expect(scripted.submits()).toBe(5);
    const outcomes = await driveAll(scripted.engine, [...sent, ...plan(scripted, 1)], everything);
    expect(outcomes.map(({ job }) => job.state.status)).toEqual(Array.from({ length: 6 }, () => 'done'));
    expect(scripted.submits()).toBe(6);
  });

  it('keeps connections few: a thousand jobs are polled, 32 at once, with no stream', async () => {
    const scripted = await watched({ facts: { concurrency: 1000 } });
    const jobs = plan(scripted, 60);
    let underWay = 0;
    let most = 0;
    let streams = 0;
    const account = scripted.engine.accountOf('fal');
    const provider = {
      ...account.provider,
      watch: async function* () {
        streams += 1;
        yield succeeded;
      },
      check: async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
        underWay -= 1;
        return succeeded;
      },
    };
    await driveAll({ ...scripted.engine, accountOf: () => ({ ...account, provider }) }, jobs, everything);
    expect([most, streams]).toEqual([32, 0]);
    await driveAll({ ...scripted.engine, accountOf: () => ({ ...account, provider }) }, plan(scripted, 2), everything);
    expect(streams).toBe(2);
  });

  it('tells each outcome as it comes, and reads the record when it is looked at', async () => {
    const scripted = await watched();
    const [first] = plan(scripted, 3);
    const told: string[] = [];
    const outcomes = await driveAll(scripted.engine, ['j_1', 'j_2', 'j_3'], everything, {
      onOutcome: ({ job }) => told.push(`${job.id} ${job.state.status}`),
    });
    expect(told.toSorted()).toEqual(['j_1 done', 'j_2 done', 'j_3 done']);
    scripted.ledger.run("UPDATE jobs SET model = 'renamed' WHERE id = ?", first?.id ?? '');
    expect(outcomes[0]?.job.model).toBe('renamed');
  });

  it('says of a job that another process has sent since how to go on, not why it was not sent from here', async () => {
    const { ledger, engine, plan } = await createScriptedEngine({ submits: [refusal('provider.unavailable')] });
    const [outcome] = await driveAll(engine, [plan()], everything);
    expect(outcome?.error?.code).toBe('provider.unavailable');
    const state = { status: 'unknown', media: {}, intent: {}, error: outcome?.error, candidates: [] };
    ledger.run("UPDATE jobs SET status = 'unknown', state = ?", JSON.stringify(state));
    expect(outcome?.error).toMatchObject({ code: 'job.pending', hint: 'wan resume j_1' });
  });
});

it('a ledger that breaks ends submitting, and is told when all has come to rest', async () => {
  const scripted = await watched({ facts: { concurrency: 2 } });
  let reads = 0;
  const get: Engine['sql']['get'] = (...args) => {
    reads += 1;
    if (reads > 60) throw new WanError('local.ledger', 'the disk is gone');
    return scripted.engine.sql.get(...args);
  };
  const sql = { ...scripted.engine.sql, get };
  const driving = driveAll({ ...scripted.engine, sql }, plan(scripted, 20), everything);
  await expect(driving).rejects.toThrow('the disk is gone');
  expect(scripted.submits()).toBeLessThan(20);
});

describe('a failure in a batch', () => {
  it('is its own unless asked otherwise', async () => {
    const scripted = await watched({ facts: { concurrency: 1 }, checks: [failed, succeeded] });
    const outcomes = await driveAll(scripted.engine, plan(scripted, 3), everything);
    expect(outcomes.map(({ job }) => job.state.status)).toEqual(['failed', 'done', 'done']);
  });

  it('ends submitting with fail-fast, and what was accepted is still fetched', async () => {
    const scripted = await watched({ facts: { concurrency: 2 }, checks: [failed, succeeded] });
    const outcomes = await driveAll(scripted.engine, plan(scripted, 6), { ...everything, failFast: true });
    const [failing, fetched, ...others] = outcomes.map(({ job, error }) => [job.state.status, error?.code]);
    expect([failing, fetched]).toEqual([
      ['failed', 'provider.failed'],
      ['done', undefined],
    ]);
    // The file of the next one may have been hosted meanwhile; that costs nothing.
    for (const [status, code] of others)
      expect([code, ['planned', 'uploaded']]).toEqual([undefined, expect.arrayContaining([status])]);
    expect(scripted.submits()).toBe(2);
  });

  it('is not a clip that only takes long', async () => {
    const scripted = await watched({ facts: { concurrency: 1 }, checks: [{ status: 'rendering' }] });
    const impatient = { ...scripted.engine, waitTimeoutMs: 60_000 };
    const outcomes = await driveAll(impatient, plan(scripted, 2), { ...everything, failFast: true });
    expect(outcomes.map(({ error }) => error?.code)).toEqual(['wait.timeout', 'wait.timeout']);
    expect(scripted.submits()).toBe(2);
  });

  it('of the key ends submitting at that provider, without a file hosted in vain', async () => {
    const scripted = await watched({ facts: { concurrency: 1 }, submits: [refusal('key.rejected')] });
    const outcomes = await driveAll(scripted.engine, plan(scripted, 5), everything);
    expect(outcomes.map(({ error }) => error?.code)).toEqual(Array.from({ length: 5 }, () => 'key.rejected'));
    expect([scripted.submits(), scripted.order]).toEqual([1, ['j_1']]);
  });
});

describe('a provider that answers 429', () => {
  const throttled = (retryAfterMs?: number) => refusal('provider.throttled', { retryable: true, retryAfterMs });

  it('slows a batch down and drops nothing, even after half an hour of it', async () => {
    const answers = [
      ...Array.from({ length: 20 }, () => throttled()),
      ...[1, 2, 3].map((n) => ({ remoteId: `r${n}` })),
    ];
    const scripted = await watched({ submits: answers, facts: { concurrency: 1 } });
    const outcomes = await driveAll(scripted.engine, plan(scripted, 3), everything);
    expect(outcomes.map(({ job }) => job.state.status)).toEqual(['done', 'done', 'done']);
    expect(scripted.submits()).toBe(23);
    expect(scripted.clock.monotonic()).toBeGreaterThan(1_800_000);
  });

  it('is asked again by one job for a minute only, unless it names the time', async () => {
    const scripted = await watched({ submits: [throttled()] });
    const [outcome] = await driveAll(scripted.engine, plan(scripted, 1), everything);
    expect(outcome).toMatchObject({ job: { state: { status: 'uploaded' } }, error: { exitCode: 6 } });
    expect(scripted.clock.monotonic()).toBeLessThanOrEqual(60_000);
  });

  it('is left alone until its time by jobs of every process', async () => {
    const scripted = await watched({ submits: [throttled(90_000), { remoteId: 'r1' }, { remoteId: 'r2' }] });
    await driveAll(scripted.engine, plan(scripted, 1), everything);
    expect(scripted.clock.sleeps).toContain(90_000);
    const before = scripted.clock.monotonic();
    slowDown(scripted.ledger, jobRecord(), {
      limits: limitsFor({ concurrency: 2, submitsPerMinute: null }),
      now: scripted.clock.now(),
      retryAfterMs: 40_000,
    });
    await driveAll(scripted.engine, plan(scripted, 1), everything);
    expect(scripted.clock.monotonic() - before).toBeGreaterThanOrEqual(40_000);
  });
});

describe('the published submit rate', () => {
  it('spaces a batch out', async () => {
    const scripted = await watched({ facts: { concurrency: 10, submitsPerMinute: 2 } });
    await driveAll(scripted.engine, plan(scripted, 7), everything);
    expect(scripted.submits()).toBe(7);
    expect(scripted.clock.monotonic()).toBeGreaterThanOrEqual(180_000);
  });

  it('is the one that the user configured', async () => {
    const scripted = await watched({ facts: { concurrency: 10, submitsPerMinute: 2 } });
    const limitsOf = () => ({ submitsPerMinute: 600 });
    await driveAll({ ...scripted.engine, limitsOf }, plan(scripted, 7), everything);
    expect(scripted.clock.monotonic()).toBeLessThan(60_000);
  });

  it('is waited for with files that are hosted anew when they grew old meanwhile', async () => {
    const scripted = await watched({ facts: { concurrency: 2, submitsPerMinute: 0.1 } });
    const sent: (number | null | undefined)[] = [];
    const engine: Engine = {
      ...scripted.engine,
      hostMedia: async () => ({ image: { url: 'https://cdn.scripted.test/a.png', expiresAt: inMinutes(scripted, 5) } }),
      toRequest: (job, media) => {
        sent.push(media.image?.expiresAt);
        return scripted.engine.toRequest(job, media);
      },
    };
    await driveAll(engine, plan(scripted, 2), everything);
    expect(scripted.submits()).toBe(2);
    // The second was prepared twice: at first beside the first, and then when its turn had come.
    expect(sent).toHaveLength(3);
    expect((sent[2] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(600_000);
  });

  it('is waited for in vain when the key is rejected meanwhile: nothing more is sent', async () => {
    const scripted = await watched({
      facts: { concurrency: 3, submitsPerMinute: 1 },
      submits: [refusal('key.rejected')],
    });
    const outcomes = await driveAll(scripted.engine, plan(scripted, 3), everything);
    expect(outcomes.map(({ error }) => error?.code)).toEqual(Array.from({ length: 3 }, () => 'key.rejected'));
    expect(scripted.submits()).toBe(1);
  });

  it('is waited for no longer once it is stopped', async () => {
    const scripted = await watched({ facts: { concurrency: 10, submitsPerMinute: 2 } });
    const clock = {
      ...scripted.clock,
      sleep: async (ms: number, signal?: AbortSignal) => {
        if (ms > 30_000) scripted.stop.abort();
        await scripted.clock.sleep(ms, signal);
      },
    };
    const outcomes = await driveAll({ ...scripted.engine, clock }, plan(scripted, 5), everything);
    expect(scripted.submits()).toBe(2);
    expect(outcomes.slice(2).map(({ job, error }) => [job.state.status, error])).toEqual(
      Array.from({ length: 3 }, () => ['uploaded', null]),
    );
  });
});
