import { expect, it } from 'vitest';
import { WanError } from '../../../../src/errors.js';
import { driveJob } from '../../../../src/jobs/drive/drive.js';
import type { Found } from '../../../../src/providers/provider.js';
import { createScriptedEngine } from '../scripted-engine.js';

const goal = { submit: true, wait: true };
const lostAnswer = new WanError('network.failed', 'the connection was reset', { delivery: 'unknown' });

it('a submit that was lost a moment ago is looked for until the list may have it', async () => {
  const { engine, clock, plan } = await createScriptedEngine({ submits: [lostAnswer] });
  const { job } = await driveJob(engine, plan(), goal);
  expect(job.state.status).toBe('unknown');
  expect(clock.sleeps).toEqual([2_000, 6_000, 15_000]);
});

it('one that was not found before is looked for once: hundreds of them hold up no resume', async () => {
  const finds: Found[] = [{ kind: 'absent', listedBackTo: 0, serverNow: 0 }];
  const { engine, clock, plan } = await createScriptedEngine({ submits: [lostAnswer], finds });
  const id = plan();
  await driveJob(engine, id, goal);
  clock.advance(86_400_000);
  clock.sleeps.splice(0);
  const { job, error } = await driveJob(engine, id, goal);
  expect([job.state.status, error?.code]).toEqual(['unknown', 'submit.unknown']);
  expect(clock.sleeps).toEqual([]);
});

it('looking for one reads nothing of the thousands of jobs that were sent', async () => {
  const { engine, ledger, plan } = await createScriptedEngine({ submits: [lostAnswer] });
  for (let sent = 0; sent < 300; sent += 1) {
    const id = plan({ identity: `sent-${sent}` });
    ledger.run('UPDATE jobs SET remote_id = ?, intent_at = 1 WHERE id = ?', `sent-${sent}`, id);
  }
  let rows = 0;
  const all: typeof ledger.all = (text, ...values) => {
    const found = ledger.all(text, ...values);
    rows += found.length;
    return found;
  };
  const { job } = await driveJob({ ...engine, sql: { ...ledger, all } }, plan({ identity: 'lost' }), goal);
  expect(job.state.status).toBe('unknown');
  expect(rows).toBeLessThan(100);
});
