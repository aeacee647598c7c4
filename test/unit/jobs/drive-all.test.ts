import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { driveAll } from '../../../src/jobs/drive-all.js';
import type { Engine } from '../../../src/jobs/engine.js';
import type { Job } from '../../../src/jobs/job.js';
import { getJob } from '../../../src/jobs/jobs-table.js';
import { createScriptedEngine, type Script, type ScriptedEngine } from './scripted-engine.js';

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
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
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
    await driveAll(scripted.engine, plan(scripted, 9), everything, 6);
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
    const deliver: Engine['deliver'] = async (...args) => {
      scripted.stop.abort();
      return scripted.engine.deliver(...args);
    };
    const outcomes = await driveAll({ ...scripted.engine, deliver }, jobs, everything);
    expect(outcomes.map(({ job, error }) => [job.state.status, error])).toEqual([
      ['done', null],
      ['planned', null],
      ['planned', null],
    ]);
    expect(scripted.submits()).toBe(1);
  });

  it('drives a job that is named twice once', async () => {
    const scripted = await watched();
    const [job] = plan(scripted, 1);
    if (job === undefined) throw new Error('one was planned');
    const outcomes = await driveAll(scripted.engine, [job, job], everything);
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
