import { describe, expect, it } from 'vitest';
import { WanError } from '../../../../src/errors.js';
import { confirmKnown } from '../../../../src/jobs/adopt/adopt.js';
import { driveJob } from '../../../../src/jobs/drive/drive.js';
import type { Engine } from '../../../../src/jobs/engine.js';
import { getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import { acquireLease, releaseLease } from '../../../../src/jobs/ledger/leases.js';
import { recordEvent } from '../../../../src/jobs/record-event.js';
import type { Money } from '../../../../src/providers/provider.js';
import { createScriptedEngine, host, type Script } from '../scripted-engine.js';

const everything = { submit: true, wait: true };
const gone = new WanError('download.failed', 'HTTP 404');
const clip = { outputs: ['/clips/a.mp4'], bytes: 10, warnings: [] };
const cost: Money = { amount: 0.07, currency: 'USD' };

/** A desk that writes down of every check whether it wants the cost. */
async function open(told: Money | undefined, script: Script = {}) {
  const checks = [{ status: 'succeeded', urls: ['u'], expiresAt: null, cost: told } as const];
  const scripted = await createScriptedEngine({ checks, ...script });
  const wanted: (boolean | undefined)[] = [];
  const accountOf: Engine['accountOf'] = (id) => {
    const account = scripted.engine.accountOf(id);
    const { check } = account.provider;
    const noted: typeof check = (operation, call) => {
      wanted.push(call.wantsCost);
      return check(operation, call);
    };
    return { ...account, provider: { ...account.provider, check: noted } };
  };
  return { ...scripted, engine: { ...scripted.engine, accountOf }, wanted };
}

describe('what a job cost', () => {
  it('is wanted while it is waited for, and not when its address is asked for anew', async () => {
    const { engine, plan, wanted } = await open(cost, { deliveries: [gone, clip] });
    expect((await driveJob(engine, plan(), everything)).job).toMatchObject({ state: { status: 'done' }, actual: cost });
    expect(wanted).toEqual([true, undefined]);
  });

  it.each([
    [cost, false],
    [undefined, true],
  ])('is wanted for a deleted file only where it is not known (%j)', async (told, expected) => {
    const { engine, ledger, clock, plan, wanted } = await open(told);
    const id = plan();
    await driveJob(engine, id, everything);
    acquireLease(ledger, id, engine.owner, { at: clock.now(), host });
    recordEvent(engine, getJob(ledger, id), { type: 'fetch-again' });
    releaseLease(ledger, id, engine.owner);
    expect((await driveJob(engine, id, everything)).job.state.status).toBe('done');
    expect(wanted).toEqual([true, expected]);
  });

  it('is of no interest in an id that somebody gives', async () => {
    const { engine, wanted } = await open(cost);
    await confirmKnown(engine.accountOf('fal'), { remoteId: 'remote-1' });
    expect(wanted).toEqual([undefined]);
  });
});
