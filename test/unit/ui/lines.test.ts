import { describe, expect, it } from 'vitest';
import type { ReportEvent } from '../../../src/jobs/report.js';
import { createLines } from '../../../src/ui/lines.js';
import { plainPalette } from '../../../src/ui/palette.js';
import type { Verbosity } from '../../../src/ui/verbosity.js';
import { fakeStream } from './fake-stream.js';
import { jobEvent, progressEvent, refusal } from './reports.js';

function linesOf(events: readonly ReportEvent[], verbosity: Verbosity = 'normal'): string[] {
  const stream = fakeStream();
  const lines = createLines({ stream, palette: plainPalette, verbosity });
  for (const event of events) lines.report(event);
  lines.stop();
  return stream.text().split('\n').slice(0, -1);
}

const note = (level: 'info' | 'warning' | 'debug', text: string, job: string | null = null): ReportEvent => ({
  type: 'note',
  level,
  job,
  text,
});

describe('progress in a log', () => {
  it('is one line for each change of state', () => {
    const events = [
      { type: 'run', run: 'r_1', jobs: 1, command: 'generate' } as const,
      jobEvent('hero', 'planned'),
      progressEvent('hero', 'uploading'),
      jobEvent('hero', 'uploaded'),
      jobEvent('hero', 'submitting'),
      jobEvent('hero', 'submitted', { remoteId: 'req-9' }),
      progressEvent('hero', 'queued', { queuePosition: 2 }),
      progressEvent('hero', 'rendering', { etaMs: 30_000 }),
      jobEvent('hero', 'rendered'),
      progressEvent('hero', 'downloading'),
      jobEvent('hero', 'done', { output: '/clips/hero.mp4' }),
    ];
    expect(linesOf(events)).toEqual([
      'run r_1: 1 job',
      'hero.png: uploading',
      'hero.png: ready to submit',
      'hero.png: submitting to fal',
      'hero.png: submitted to fal as req-9 (hero)',
      'hero.png: queued, position 2',
      'hero.png: rendering, about 30s left',
      'hero.png: rendered',
      'hero.png: downloading',
      'hero.png: done, $0.10',
    ]);
  });

  it('says nothing twice while a poll repeats itself', () => {
    const poll = progressEvent('hero', 'rendering', { elapsedMs: 1 });
    const events = [jobEvent('hero', 'submitted'), poll, poll, progressEvent('hero', 'rendering', { elapsedMs: 9999 })];
    expect(linesOf(events)).toHaveLength(2);
  });

  it('names endings by their code; the reason comes with the closing words', () => {
    expect(
      linesOf([
        jobEvent('a', 'failed', { error: refusal }),
        jobEvent('b', 'unknown'),
        jobEvent('c', 'done', { reused: true, doneAt: Date.UTC(2026, 10, 21, 12) }),
        jobEvent('d', 'rendered', { error: { ...refusal, code: 'download.failed' } }),
        jobEvent('e', 'done', { cost: null }),
      ]),
    ).toEqual([
      'a.png: failed (provider.refused)',
      'b.png: outcome unknown: it may have been billed',
      'c.png: reused c, done 2026-11-21, $0.00',
      'd.png: rendered, not downloaded (download.failed)',
      'e.png: done, unknown',
    ]);
  });

  it('holds no control codes even when names and answers do', () => {
    const label = 'evil\u001b[2J\nname\u0007.png';
    const text = linesOf([
      jobEvent('a', 'submitted', { label, remoteId: 'x\r\ny' }),
      note('warning', 'a\u001b]0;t\u0007b'),
    ]);
    expect(text).toHaveLength(2);
    expect(text.join('')).not.toMatch(/[\u0000-\u001f\u007f]/);
  });
});

describe('notes in a log', () => {
  const notes = [note('warning', 'small image'), note('info', 'uploaded once'), note('debug', 'GET 200')];

  it.each([
    ['quiet', []],
    ['normal', ['warning: small image']],
    ['verbose', ['warning: small image', 'uploaded once']],
    ['debug', ['warning: small image', 'uploaded once', 'debug: GET 200']],
  ] as const)('%s shows %j', (verbosity, expected) => {
    expect(linesOf(notes, verbosity)).toEqual(expected);
  });

  it('carry the label of their job and are not repeated in a row', () => {
    const busy = note('warning', 'busy, waiting', 'hero');
    const events = [jobEvent('hero', 'planned'), busy, busy, note('warning', 'other', 'hero'), busy];
    expect(linesOf(events)).toEqual([
      'warning: hero.png: busy, waiting',
      'warning: hero.png: other',
      'warning: hero.png: busy, waiting',
    ]);
  });

  it('and all else is silenced by -q', () => {
    expect(linesOf([jobEvent('hero', 'failed', { error: refusal })], 'quiet')).toEqual([]);
  });
});
