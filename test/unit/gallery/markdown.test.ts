import { describe, expect, it } from 'vitest';
import { escapeMarkdown, fenceCode } from '../../../src/gallery/escape-markdown.js';
import { reportMarkdown } from '../../../src/gallery/markdown.js';
import { summaryLimit, summaryMarkdown } from '../../../src/gallery/summary.js';
import { refusedJob, reportOf, sampleJob } from './report-sample.js';

const hostile = 'a | b `c` <img src=x>\n# *bold* [link](http://x) \\| 🌧 &amp;';

describe('a report in Markdown', () => {
  const text = reportMarkdown(reportOf([sampleJob({ row: 1 }), refusedJob({ row: 2 })]), '/clips');

  it('begins with the totals, then says what went wrong, then lists every clip', () => {
    const [title, totals, failures, clips] = [
      '# Tests',
      '**2 jobs**: 1 done, 1 failed',
      '## Not delivered',
      '## Clips',
    ];
    const places = [title, totals, failures, clips].map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(text).toContain(
      '| hero | 2 | j\\_2 | failed | fal refused: the image is too small | use an image of 512 px or more |',
    );
  });

  it('names files from its own folder and keeps the commands in a block', () => {
    expect(text).toContain('| hero.mp4 |');
    expect(text).toContain("```sh\nwan generate https://cdn.example/hero.png?… --prompt 'the door opens'\n");
  });

  it('has no section of failures where nothing failed', () => {
    expect(reportMarkdown(reportOf([sampleJob()]), '/clips')).not.toContain('Not delivered');
  });

  it('keeps its table whole whatever a prompt holds', () => {
    const [row] = reportMarkdown(reportOf([sampleJob({ request: { prompt: hostile } })]), '/')
      .split('\n')
      .filter((line) => line.startsWith('| hero'));
    expect(row?.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(12);
    expect(row).not.toMatch(/<img/);
  });

  it('says what is not known, and of estimates that they are some', () => {
    const text = reportMarkdown(reportOf([sampleJob({ estimate: null }), sampleJob()]), '/');
    expect(text).toContain('**2 jobs**: 2 done · cost unknown');
    expect(text).toContain('| unknown |');
    expect(text).toContain('| \\$0.10 estimated |');
  });
});

describe('text in Markdown', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['`x`', '\\`x\\`'],
    ['<b>&', '&lt;b&gt;&amp;'],
    ['one\r\ntwo\tthree', 'one two three'],
    ['\\|', '\\\\\\|'],
    ['\u001b[31mred\u202e', 'red'],
  ])('%j shows as it is', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('does not end a block of code early', () => {
    expect(fenceCode('a ```` b')).toBe('`````sh\na ```` b\n`````');
  });
});

describe('a job summary', () => {
  const many = reportOf(Array.from({ length: 400 }, (_, index) => sampleJob({ id: `j_${index}` })));

  it('is the whole report where that fits', () => {
    expect(summaryMarkdown(many, '/clips', summaryLimit)).toBe(reportMarkdown(many, '/clips'));
  });

  it.each([200, 1_000, 5_000, 40_000])('stays within %i bytes in whole lines', (limit) => {
    const text = summaryMarkdown(many, '/clips', limit);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    const whole = new Set(reportMarkdown(many, '/clips').split('\n'));
    expect(text.split('\n').filter((line) => !whole.has(line) && !line.startsWith('… and'))).toEqual([]);
  });

  it('leaves out the commands first', () => {
    const whole = reportMarkdown(many, '/clips');
    const text = summaryMarkdown(many, '/clips', Buffer.byteLength(whole) - 1);
    expect(text.split('\n').filter((line) => line.startsWith('| hero'))).toHaveLength(400);
    expect(text).not.toMatch(/```|… and/);
  });

  it('counts what it leaves out', () => {
    const text = summaryMarkdown(many, '/clips', 20_000);
    const shown = text.split('\n').filter((line) => line.startsWith('| hero')).length;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`… and ${400 - shown} more`);
  });
});
