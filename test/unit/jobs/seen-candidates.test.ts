import { expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { driveJob } from '../../../src/jobs/drive/drive.js';
import type { Found } from '../../../src/providers/provider.js';
import { createScriptedEngine } from './scripted-engine.js';

const everything = { submit: true, wait: true };
const lostAnswer = new WanError('network.failed', 'the connection was reset', { delivery: 'unknown' });

/** A lost submit that may be `a` or `b`, looked for again once the list certainly lacks it, so far as it goes. */
async function lookAgain(held: readonly (readonly [remoteId: string, intentAt: number | null])[]) {
  const finds: Found[] = [{ kind: 'several', remoteIds: ['a', 'b'] }];
  const script = { submits: [lostAnswer, { remoteId: 'second' }], finds };
  const { engine, clock, ledger, plan, submits } = await createScriptedEngine(script);
  const id = plan();
  await driveJob(engine, id, everything);
  for (const [remoteId, intentAt] of held) {
    const holder = plan({ identity: remoteId });
    ledger.run('UPDATE jobs SET remote_id = ?, intent_at = ? WHERE id = ?', remoteId, intentAt, holder);
  }
  clock.advance(700_000);
  finds.push({ kind: 'absent', listedBackTo: 0, serverNow: clock.now() });
  const { job } = await driveJob(engine, id, everything);
  return { status: job.state.status, submits: submits() };
}

it('a lost submit is not sent again while a job that looked like it is nobody else’s', async () => {
  expect(await lookAgain([])).toEqual({ status: 'unknown', submits: 1 });
  expect(await lookAgain([['a', 1]])).toEqual({ status: 'unknown', submits: 1 });
});

it('nor where such a job was adopted without a submit of ours, for it may be this very one', async () => {
  const held = [
    ['a', 1],
    ['b', null],
  ] as const;
  expect(await lookAgain(held)).toEqual({ status: 'unknown', submits: 1 });
});

it('it is sent once all that looked like it are known to be others', async () => {
  const held = [
    ['a', 1],
    ['b', 1],
  ] as const;
  expect(await lookAgain(held)).toEqual({ status: 'done', submits: 2 });
});
