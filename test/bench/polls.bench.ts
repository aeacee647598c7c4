import { expect, it } from 'vitest';
import { nextPollDelay } from '../../src/jobs/wait/poll-schedule.js';
import { figure, median, record } from './record.js';

const officialEveryMs = 500;
/** What the ledger's history, or the catalogue, takes as usual. */
const usualMs = 30_000;

interface Followed {
  readonly polls: number;
  /** Milliseconds between the end and the poll that sees it. */
  readonly lateMs: number;
}

/** Renders that take about as long as usual, shorter and much longer ones among them; the same in every run. */
const renders = Array.from({ length: 401 }, (_, index) => Math.round(usualMs * (0.6 + (index / 400) * 1.2)));

it('a clip of 30 s is noticed within a second, by a third of the polls of the official client', () => {
  const ours = renders.map((renderMs) =>
    follow(renderMs, (elapsedMs) => nextPollDelay({ elapsedMs, expectedMs: usualMs })),
  );
  const official = renders.map((renderMs) => follow(renderMs, () => officialEveryMs));
  const rows = [
    { name: '@fal-ai/client, every 500 ms', followed: official },
    { name: 'wan', followed: ours },
  ];
  record(`Polls of renders between ${figure(0.6 * 30)} and ${figure(1.8 * 30)} s, 30 s being usual`, [
    ['program', 'polls a job, median', 'late, median, ms', 'late, 95 %, ms'],
    ...rows.map(({ name, followed }) => [
      name,
      median(followed.map(({ polls }) => polls)),
      figure(median(followed.map(({ lateMs }) => lateMs))),
      figure(at95(followed.map(({ lateMs }) => lateMs))),
    ]),
  ]);
  expect(median(ours.map(({ lateMs }) => lateMs))).toBeLessThan(1_000);
  const polls = (followed: readonly Followed[]) => median(followed.map((each) => each.polls));
  expect(polls(ours)).toBeLessThanOrEqual(polls(official) / 3);
});

/** Time is reckoned, not waited for: a poll at once, then after each delay, until one comes after the end. */
function follow(renderMs: number, delayAt: (elapsedMs: number) => number): Followed {
  let elapsedMs = 0;
  let polls = 1;
  while (elapsedMs < renderMs) {
    elapsedMs += delayAt(elapsedMs);
    polls += 1;
  }
  return { polls, lateMs: elapsedMs - renderMs };
}

function at95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
}
