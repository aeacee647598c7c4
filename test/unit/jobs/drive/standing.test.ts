import { expect, it } from 'vitest';
import { type Standing, standingOf, urgentFirst } from '../../../../src/jobs/drive/standing.js';
import { everyEvent, intent, media } from '../every-state.js';
import { addJob, advance, testLedger } from '../test-ledger.js';

it('tells where a job stands', async () => {
  const ledger = await testLedger();
  const { id } = addJob(ledger);
  expect(standingOf(ledger, id)).toEqual({ id, provider: 'fal', status: 'planned', expiresAt: null });
  const events = [{ type: 'uploaded', media }, { type: 'intent', intent, at: 1 }, everyEvent.accepted] as const;
  advance(ledger, id, { events: [...events, { type: 'succeeded', urls: ['u'], expiresAt: 99, at: 3 }] });
  expect(standingOf(ledger, id)).toEqual({ id, provider: 'fal', status: 'rendered', expiresAt: 99 });
  expect(() => standingOf(ledger, 'j_none')).toThrow(expect.objectContaining({ code: 'job.not-found' }));
});

it('puts what expires soonest first and keeps the order of the rest', () => {
  const standing = (id: string, status: Standing['status'], expiresAt: number | null): Standing => ({
    id,
    provider: 'fal',
    status,
    expiresAt,
  });
  const standings = [
    standing('waits', 'submitted', null),
    standing('unsure', 'unknown', null),
    standing('no date', 'rendered', null),
    standing('late', 'rendered', 9),
    standing('soon', 'rendered', 5),
    standing('done', 'done', 1),
  ];
  expect(urgentFirst(standings).map(({ id }) => id)).toEqual(['soon', 'late', 'no date', 'waits', 'unsure', 'done']);
});
