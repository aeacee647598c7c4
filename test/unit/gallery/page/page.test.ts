import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trusted } from '../../../../src/gallery/escape-html.js';
import { galleryPage } from '../../../../src/gallery/page/page.js';
import { pageMark } from '../../../../src/gallery/place-page.js';
import { refusedJob, reportOf, sampleJob, showingsOf } from '../report-sample.js';

const hostile = `</script><script>alert(1)</script> "quoted" 'too' <img src=x onerror=alert(1)> & \u0000`;
const job = sampleJob({ model: hostile, run: hostile, request: { prompt: hostile, resolution: hostile } });
const data = reportOf([job, refusedJob()], hostile);
const page = galleryPage(data, showingsOf(data));

describe('the page', () => {
  it('holds one script and one style, and allows just these two', () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ]) {
      const text = page.match(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`))?.[1] ?? '';
      const digest = createHash('sha256').update(text).digest('base64');
      expect(page).toContain(`${directive} ${escapeHtml(`'sha256-${digest}'`)}`);
    }
    expect(page).toContain(`content="default-src ${escapeHtml("'none'")};`);
  });

  it('has no handlers and no styles in its elements, which its policy would refuse', () => {
    const tags = page.replace(/"[^"]*"/g, '""');
    expect(tags.match(/<[a-z][^>]*\s(?:on\w+|style)=/gi)).toBeNull();
  });

  it('names no place to fetch anything from', () => {
    const markup = page.replace(/<script>[\s\S]*<\/script>/, '');
    expect([...markup.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      'data:,',
      '#clips',
      'clip.mp4',
    ]);
  });

  it('bears its mark near the beginning', () => {
    expect(page.slice(0, 512)).toContain(pageMark);
  });

  it('says why a clip is not there and what to do', () => {
    expect(page).toContain('fal refused: the image is too small. Next: use an image of 512 px or more');
  });
});

describe('text in HTML', () => {
  it.each([
    ['<a href="x">', '&lt;a href=&quot;x&quot;&gt;'],
    ["it's & more", 'it&#39;s &amp; more'],
    ['a\u0000b\u0008', 'a\ufffdb\ufffd'],
    ['\ud800x 🌧', '\ufffdx 🌧'],
    ['line\nbreak\ttab', 'line\nbreak\ttab'],
  ])('%j shows as it is', (text, escaped) => {
    expect(escapeHtml(text)).toBe(escaped);
  });

  it('is escaped by the template unless it is markup of ours', () => {
    const items = ['<1>', '<2>'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}${trusted('<hr>')}${undefined}${3}</ul>`.markup).toBe(
      '<ul><li>&lt;1&gt;</li><li>&lt;2&gt;</li><hr>3</ul>',
    );
  });
});
