import { describe, expect, it } from 'vitest';
import { lastFrameOf } from '../../../../src/jobs/chained-frame.js';
import { driveChained } from '../../../../src/jobs/drive/drive-chained.js';
import { getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import { createScriptedEngine } from '../scripted-engine.js';

const everything = { submit: true, wait: true };
const done = { status: 'succeeded', urls: ['https://media.test/clip.mp4'], expiresAt: null } as const;
const refused = { status: 'failed', reason: 'out of memory', moderated: false, retryable: false } as const;

describe('driveChained', () => {
  it('begins a job only when the one whose last frame it needs is done', async () => {
    const { engine, plan, ledger, events } = await createScriptedEngine({ checks: [done] });
    const first = plan({ id: 'j_one' });
    const second = plan({ id: 'j_two', sources: { image: lastFrameOf(first) } });
    const outcomes = await driveChained(engine, [first, second], everything);
    expect(outcomes.map(({ job }) => job.state.status)).toEqual(['done', 'done']);
    const steps = events.flatMap((event) => (event.type === 'job' ? [`${event.job} ${event.status}`] : []));
    expect(steps.indexOf('j_two submitting')).toBeGreaterThan(steps.indexOf('j_one done'));
    expect(getJob(ledger, second).state.status).toBe('done');
  });

  it('leaves a job as it is when its parent failed, says so and how to go on', async () => {
    const { engine, plan, submits } = await createScriptedEngine({ checks: [refused] });
    const first = plan({ id: 'j_one' });
    const second = plan({ id: 'j_two', sources: { image: lastFrameOf(first) } });
    const [, left] = await driveChained(engine, [first, second], everything);
    expect(left).toMatchObject({ job: { state: { status: 'planned' } }, error: { code: 'job.pending', exitCode: 8 } });
    expect(left?.error?.message).toContain('j_one, which never came: it is failed');
    expect(left?.error).toMatchObject({ retryable: false, hint: expect.stringContaining('--retry-failed') });
    expect(submits()).toBe(1);
  });

  it('leaves a job as it is whose parent is still under way, to be resumed', async () => {
    const { engine, plan } = await createScriptedEngine({ checks: [done] });
    const first = plan({ id: 'j_one' });
    const second = plan({ id: 'j_two', sources: { image: lastFrameOf(first) } });
    const [, left] = await driveChained(engine, [first, second], { submit: true, wait: false });
    expect(left?.error).toMatchObject({ retryable: true, hint: 'wan resume r_1' });
    expect(left?.error?.message).toContain('j_one, which is not there yet');
  });

  it('counts a parent of an earlier run', async () => {
    const { engine, plan } = await createScriptedEngine({ checks: [done] });
    const first = plan({ id: 'j_one' });
    await driveChained(engine, [first], everything);
    const second = plan({ id: 'j_two', sources: { image: lastFrameOf(first) } });
    const [outcome] = await driveChained(engine, [second], everything);
    expect(outcome?.job.state.status).toBe('done');
  });

  it('ends with an error instead of waiting for ever in a ring', async () => {
    const { engine, plan } = await createScriptedEngine({ checks: [done] });
    const first = plan({ id: 'j_one', sources: { image: lastFrameOf('j_two') } });
    const second = plan({ id: 'j_two', sources: { image: lastFrameOf('j_one') } });
    await expect(driveChained(engine, [first, second], everything)).rejects.toThrow('wait for each other');
  });
});
