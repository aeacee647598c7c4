import { expect, it } from 'vitest';
import { WanError } from '../../../../src/errors.js';
import { driveJob } from '../../../../src/jobs/drive/drive.js';
import { createScriptedEngine } from '../scripted-engine.js';

const goal = { submit: true, wait: true };
const lostAnswer = new WanError('network.failed', 'the connection was reset', { delivery: 'unknown' });

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
