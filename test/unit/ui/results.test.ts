import { describe, expect, it } from 'vitest';
import { resultDocument } from '../../../src/jobs/summary.js';
import { oscLinks } from '../../../src/ui/hyperlink.js';
import { createJsonLinesOutput, createJsonOutput, createPathOutput } from '../../../src/ui/results.js';
import { fakeStream } from './fake-stream.js';
import { jobEvent, jobReport, progressEvent } from './reports.js';

const run = (command: string) => ({ type: 'run', run: 'r_1', jobs: 2, command }) as const;
const doneEvent = (id: string) => jobEvent(id, 'done', { output: `/clips/${id}.mp4` });
const done = (id: string) => jobReport(id, 'done');

describe('paths on stdout', () => {
  it('are one for each finished file, reused ones too, and of nothing else', () => {
    const stdout = fakeStream();
    const twoFiles = jobReport('b', 'done', { outputs: ['/clips/b-1.mp4', '/clips/b-2.mp4'] });
    const jobs = [jobReport('a', 'done', { reused: true }), twoFiles, jobReport('c', 'failed')];
    createPathOutput(stdout).finish(resultDocument({ command: 'batch', jobs }));
    expect(stdout.text()).toBe('/clips/a.mp4\n/clips/b-1.mp4\n/clips/b-2.mp4\n');
  });

  it('come as soon as the clip is there in a pipe, and only once', () => {
    const stdout = fakeStream();
    const output = createPathOutput(stdout);
    output.report(run('batch'));
    output.report(doneEvent('b'));
    expect(stdout.text()).toBe('/clips/b.mp4\n');
    output.finish(resultDocument({ command: 'batch', jobs: [done('a'), done('b')] }));
    expect(stdout.text()).toBe('/clips/b.mp4\n/clips/a.mp4\n');
  });

  it('wait for the end of the progress display on a terminal', () => {
    const stdout = fakeStream({ isTTY: true });
    const output = createPathOutput(stdout);
    output.report(run('batch'));
    output.report(doneEvent('b'));
    expect(stdout.text()).toBe('');
  });

  it('are one for each of two jobs that share a file', () => {
    const stdout = fakeStream();
    const same = { outputs: ['/clips/same.mp4'] };
    const jobs = [jobReport('a', 'done', same), jobReport('b', 'done', same)];
    createPathOutput(stdout).finish(resultDocument({ command: 'batch', jobs }));
    expect(stdout.text()).toBe('/clips/same.mp4\n/clips/same.mp4\n');
  });

  it.each([
    ['the film of a chain', { output: '/clips/film.mp4', frames: 9 }, '/clips/film.mp4\n'],
    ['nothing of a chain without a film', null, ''],
  ])('are %s, not its shots', (_name, film, expected) => {
    const stdout = fakeStream();
    const output = createPathOutput(stdout);
    output.report(run('chain'));
    output.report(doneEvent('a'));
    output.finish(resultDocument({ command: 'chain', jobs: [done('a')], film }));
    expect(stdout.text()).toBe(expected);
  });

  it('are passed on as they are in a pipe, and without control characters on a terminal', () => {
    const jobs = [jobReport('a', 'done', { outputs: ['/clips/\u001b[2Jx.mp4'] })];
    const texts = [false, true].map((isTTY) => {
      const stdout = fakeStream({ isTTY });
      createPathOutput(stdout).finish(resultDocument({ command: 'batch', jobs }));
      return stdout.text();
    });
    expect(texts).toEqual(['/clips/\u001b[2Jx.mp4\n', '/clips/x.mp4\n']);
  });
});

describe('paths with links', () => {
  it.each([
    [true, '\u001b]8;;file:///clips/a.mp4\u001b\\/clips/a.mp4\u001b]8;;\u001b\\\n'],
    [false, '/clips/a.mp4\n'],
  ])('are clickable on a terminal only (terminal: %s)', (isTTY, expected) => {
    const stdout = fakeStream({ isTTY });
    createPathOutput(stdout, oscLinks).finish(resultDocument({ command: 'batch', jobs: [done('a')] }));
    expect(stdout.text()).toBe(expected);
  });
});

describe('--json', () => {
  it.each([true, false])('is exactly one document at the end (terminal: %s)', (isTTY) => {
    const stdout = fakeStream({ isTTY });
    const output = createJsonOutput(stdout);
    output.report(run('batch'));
    output.report(doneEvent('a'));
    expect(stdout.text()).toBe('');
    const result = resultDocument({ command: 'batch', jobs: [done('a')] });
    output.finish(result);
    expect(JSON.parse(stdout.text())).toEqual(result);
    expect(stdout.text().endsWith('}\n')).toBe(true);
    expect(stdout.text().trimEnd().includes('\n')).toBe(isTTY);
  });
});

describe('--jsonl', () => {
  it('is one event a line as it happens, with its time, and the document last', () => {
    const stdout = fakeStream({ isTTY: true });
    const output = createJsonLinesOutput(stdout, () => Date.UTC(2026, 10, 21));
    const progress = progressEvent('a', 'rendering', { fraction: 0.5 });
    output.report(progress);
    expect(JSON.parse(stdout.text())).toEqual({ ...progress, at: '2026-11-21T00:00:00.000Z' });
    const result = resultDocument({ command: 'batch', jobs: [done('a')] });
    output.finish(result);
    const lines = stdout.text().trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? '')).toEqual({ type: 'result', ...result });
  });

  it('keeps line breaks of others inside their line', () => {
    const stdout = fakeStream();
    createJsonLinesOutput(stdout, () => 0).report({ type: 'note', level: 'info', job: null, text: 'a\nb' });
    expect(stdout.text().split('\n')).toHaveLength(2);
  });
});
