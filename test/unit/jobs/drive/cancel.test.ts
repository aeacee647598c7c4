import { describe, expect, it } from 'vitest';
import { WanError } from '../../../../src/errors.js';
import { cancelJob } from '../../../../src/jobs/drive/cancel.js';
import { driveJob } from '../../../../src/jobs/drive/drive.js';
import type { Engine } from '../../../../src/jobs/engine.js';
import { getJob, timeline } from '../../../../src/jobs/ledger/jobs-table.js';
import { acquireLease, joinLedger } from '../../../../src/jobs/ledger/leases.js';
import { spentInRun } from '../../../../src/jobs/money/spending.js';
import type { CancelOutcome } from '../../../../src/providers/provider.js';
import { createScriptedEngine, host, type Script, type ScriptedEngine } from '../scripted-engine.js';

const lostAnswer = new WanError('network.failed', 'reset', { delivery: 'unknown' });
const clip = { status: 'succeeded', urls: ['u'], expiresAt: null } as const;

/** An engine whose provider answers a cancel so; `asked` counts the calls. */
async function cancelling(answer: CancelOutcome | WanError | undefined, script: Script = {}) {
  const scripted = await createScriptedEngine(script);
  let asked = 0;
  const account = scripted.engine.accountOf('fal');
  const cancel = async () => {
    asked += 1;
    if (answer instanceof Error || answer === undefined) throw answer;
    return answer;
  };
  const provider = { ...account.provider, ...(answer === undefined ? {} : { cancel }) };
  const engine: Engine = { ...scripted.engine, accountOf: () => ({ ...account, provider }) };
  return { ...scripted, engine, asked: () => asked };
}

async function submitted(scripted: ScriptedEngine): Promise<string> {
  const id = scripted.plan();
  await driveJob(scripted.engine, id, { submit: true, wait: false });
  return id;
}

describe('cancelling', () => {
  it('withdraws a job that was never sent, asking nobody', async () => {
    const scripted = await cancelling({ status: 'requested' });
    const outcome = await cancelJob(scripted.engine, scripted.plan());
    expect(outcome).toMatchObject({ job: { state: { status: 'cancelled', operation: null } }, error: null });
    expect(scripted.asked()).toBe(0);
    expect(spentInRun(scripted.ledger, 'r_1')).toBe(0);
  });

  it('waits for the terminal answer after the request', async () => {
    const checks = [{ status: 'rendering' }, { status: 'rendering' }, { status: 'cancelled' }] as const;
    const scripted = await cancelling({ status: 'requested' }, { checks: [...checks] });
    const outcome = await cancelJob(scripted.engine, await submitted(scripted));
    expect(outcome).toMatchObject({ job: { state: { status: 'cancelled' } }, error: null });
    expect(scripted.asked()).toBe(1);
    expect(scripted.clock.sleeps.length).toBe(2);
  });

  it('believes an answer that is itself terminal', async () => {
    const scripted = await cancelling({ status: 'cancelled' });
    const id = await submitted(scripted);
    expect((await cancelJob(scripted.engine, id)).job.state.status).toBe('cancelled');
    expect(timeline(scripted.ledger, id).at(-1)?.event).toEqual({ type: 'cancelled' });
  });

  it.each(['requested', 'too-late'] as const)('fetches the clip when it was finished instead (%s)', async (status) => {
    const scripted = await cancelling({ status }, { checks: [clip] });
    const outcome = await cancelJob(scripted.engine, await submitted(scripted));
    expect(outcome).toMatchObject({ job: { state: { status: 'done' } }, error: null });
  });

  it.each([
    ['has no cancel', undefined],
    ['says that it has none', { status: 'unsupported' } as const],
  ])('is exit 5 where the provider %s, and the job stays submitted', async (_, answer) => {
    const scripted = await cancelling(answer);
    const outcome = await cancelJob(scripted.engine, await submitted(scripted));
    expect(outcome).toMatchObject({
      job: { state: { status: 'submitted' } },
      error: { code: 'provider.no-cancel', exitCode: 5, hint: 'wan resume j_1 fetches it', remoteId: 'remote-1' },
    });
  });

  it('leaves the job submitted when the request does not get through', async () => {
    const scripted = await cancelling(new WanError('network.failed', 'reset', { retryable: true }));
    const outcome = await cancelJob(scripted.engine, await submitted(scripted));
    expect(outcome).toMatchObject({ job: { state: { status: 'submitted' } }, error: { code: 'network.failed' } });
    expect(scripted.ledger.get('SELECT lease_owner FROM jobs')?.lease_owner).toBeNull();
  });

  it('cannot reach a job whose id is not known, and says so with exit 9', async () => {
    const scripted = await cancelling({ status: 'cancelled' }, { submits: [lostAnswer], withoutList: true });
    const id = await submitted(scripted);
    const outcome = await cancelJob(scripted.engine, id);
    expect(outcome).toMatchObject({ job: { state: { status: 'unknown' } }, error: { exitCode: 9 } });
    expect(scripted.asked()).toBe(0);
  });

  it('fetches what is rendered, and leaves what is done', async () => {
    const failed = new WanError('local.disk', 'full');
    const scripted = await cancelling(
      { status: 'cancelled' },
      { deliveries: [failed, { outputs: ['/clips/a.mp4'], bytes: 1, warnings: [] }] },
    );
    const id = scripted.plan();
    await driveJob(scripted.engine, id, { submit: true, wait: true });
    expect(getJob(scripted.ledger, id).state.status).toBe('rendered');
    expect((await cancelJob(scripted.engine, id)).job.state.status).toBe('done');
    expect((await cancelJob(scripted.engine, id)).job.state.status).toBe('done');
    expect(scripted.asked()).toBe(0);
  });

  it('uses only the account that the job was submitted with', async () => {
    const scripted = await cancelling({ status: 'cancelled' });
    const id = await submitted(scripted);
    const account = scripted.engine.accountOf('fal');
    const engine = { ...scripted.engine, accountOf: () => ({ ...account, keyFingerprint: 'other' }) };
    expect((await cancelJob(engine, id)).error).toMatchObject({ code: 'key.other', exitCode: 4 });
    expect(scripted.asked()).toBe(0);
  });
});

describe('cancelling a job that another process drives', () => {
  function driveElsewhere({ ledger, clock }: ScriptedEngine, id: string): Engine['owner'] {
    const owner = joinLedger(ledger, { clock, host, newId: () => 'o_first' });
    acquireLease(ledger, id, owner.id, { at: clock.now(), host });
    return owner.id;
  }

  it('is refused before the submit: only that process can stop it', async () => {
    const scripted = await cancelling({ status: 'cancelled' });
    const id = scripted.plan();
    driveElsewhere(scripted, id);
    const outcome = await cancelJob(scripted.engine, id);
    expect(outcome).toMatchObject({ job: { state: { status: 'planned' } }, error: { code: 'job.pending' } });
    expect(outcome.error?.message).toContain('process 100 on studio');
  });

  it.each(['requested', 'cancelled'] as const)(
    'asks the provider and waits until that process has seen the verdict (%s)',
    async (status) => {
      const scripted = await cancelling({ status }, { checks: [{ status: 'cancelled' }] });
      const id = await submitted(scripted);
      const owner = driveElsewhere(scripted, id);
      const first = { ...scripted.engine, owner };
      const clock = {
        ...scripted.clock,
        sleep: async () => void (await driveJob(first, id, { submit: false, wait: true })),
      };
      const outcome = await cancelJob({ ...scripted.engine, clock }, id);
      expect(outcome).toMatchObject({ job: { state: { status: 'cancelled' } }, error: null });
      expect(scripted.asked()).toBe(1);
    },
  );
});
