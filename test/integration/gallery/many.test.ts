import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { galleryPage } from '../../../src/gallery/page/page.js';
import { launchBrowser } from '../../support/browser.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { reportOf, sampleJob } from '../../unit/gallery/report-sample.js';
import { openPageFile } from './browser.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

describe('a thousand clips', () => {
  it('are one page that opens no clip before it is wanted, and is filtered and sorted as a whole', async () => {
    const jobs = Array.from({ length: 1_000 }, (_, seed) =>
      sampleJob({ id: `j_${seed}`, seed, createdAt: seed, request: { prompt: `scene ${seed}` } }),
    );
    const data = reportOf(jobs);
    const poster = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
    const path = join(temporaryDirectory(), 'page.html');
    const showings = data.rows.map((row) => ({ row, addresses: ['clip.mp4'], poster }));
    writeFileSync(path, galleryPage(data, showings));
    const page = await openPageFile(browser, path);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    expect(await page.evaluate("document.querySelectorAll('video').length")).toBe(0);
    await page.getByRole('searchbox').fill('scene 99');
    expect(await page.locator('#count').textContent()).toBe('19 of 1000 clips');
    await page.getByLabel('Sort').selectOption('-at');
    expect(await page.locator('li:not([hidden]) .prompt').first().textContent()).toBe('scene 999');
    await page.getByRole('searchbox').fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    expect(await page.locator('#count').textContent()).toBe('1000 clips');
    expect(requests.filter((url) => url.endsWith('.mp4'))).toEqual([]);
  });

  it('are drawn only where they are seen', async () => {
    const data = reportOf(Array.from({ length: 1_000 }, (_, seed) => sampleJob({ id: `j_${seed}`, seed })));
    const path = join(temporaryDirectory(), 'page.html');
    writeFileSync(
      path,
      galleryPage(
        data,
        data.rows.map((row) => ({ row, addresses: [] })),
      ),
    );
    const page = await openPageFile(browser, path);
    const drawn = `[...document.querySelectorAll('.clip .prompt')]
      .filter((each) => each.checkVisibility({ contentVisibilityAuto: true })).length`;
    await expect.poll(() => page.evaluate<number>(drawn)).toBeLessThan(100);
    expect(await page.evaluate<number>(drawn)).toBeGreaterThan(0);
  });
});
