import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.js';
import { openPageFile, positions, until } from './browser.js';
import { awkwardName, openShelf, type Shelf } from './shelf.js';

let browser: Browser;
let shelf: Shelf;
beforeAll(async () => {
  [browser, shelf] = await Promise.all([launchBrowser(), openShelf()]);
  expect(await shelf.desk.run('gallery')).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await browser?.close();
  await shelf?.close();
});

const videos = '#panes video';
const areReady = `[...document.querySelectorAll('${videos}')].every((video) => video.readyState >= 2 && !video.seeking)`;

async function compare(...names: readonly string[]): Promise<Page> {
  const page = await openPageFile(browser, join(shelf.cwd, 'wan-gallery.html'));
  for (const name of names) await page.getByRole('checkbox', { name: `Compare ${name}` }).check();
  await page.locator('#compare-open').click();
  await until(page, areReady);
  return page;
}

function spread(times: readonly number[]): number {
  return Math.max(...times) - Math.min(...times);
}

/** Ends once the leading clip is past these seconds. */
function passes(page: Page, seconds: number) {
  return until(page, `document.querySelector('${videos}').currentTime > ${seconds}`);
}

describe('clips side by side', () => {
  it('run within a tenth of a second of each other, and stop on the same one', async () => {
    const page = await compare('amber', awkwardName);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    for (const seconds of [0.4, 0.9, 1.4, 1.9]) {
      await passes(page, seconds);
      expect(spread(await positions(page, videos))).toBeLessThan(0.1);
    }
    await page.keyboard.press('Space');
    await until(page, areReady);
    const times = await positions(page, videos);
    expect(spread(times)).toBeLessThan(0.001);
    expect(times[0]).toBeGreaterThan(1.9);
  });

  it('go to the same moment together, a shorter one to its last picture', async () => {
    const page = await compare('amber', 'birch', 'cedar');
    await page.getByRole('slider', { name: 'Position' }).fill('1.5');
    await until(page, areReady);
    const [amber = 0, birch = 0, cedar = 0] = await positions(page, videos);
    expect([amber, birch]).toEqual([1.5, 1.5]);
    expect(cedar).toBeGreaterThan(0.9);
    expect(cedar).toBeLessThan(1);
    expect(await page.locator('#all-time').textContent()).toBe('1.50 s');
  });

  it('step one frame at a time, with buttons and keys', async () => {
    const page = await compare('amber', awkwardName);
    const frames = async () => (await positions(page, videos)).map((seconds) => Math.floor(seconds * 16));
    const seen: number[][] = [];
    for (const press of [
      () => page.getByRole('button', { name: 'One frame on' }).click(),
      () => page.keyboard.press('ArrowRight'),
      () => page.keyboard.press('ArrowRight'),
      () => page.getByRole('button', { name: 'One frame back' }).click(),
      () => page.keyboard.press('ArrowLeft'),
    ]) {
      await press();
      await until(page, areReady);
      seen.push(await frames());
    }
    expect(seen).toEqual([1, 2, 3, 2, 1].map((frame) => [frame, frame]));
  });

  it('begin again together when the longest has ended', async () => {
    const page = await compare('birch', 'cedar');
    await page.getByRole('slider', { name: 'Position' }).fill('1.7');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await until(
      page,
      `(([first, second]) => first > 0.1 && first < 0.8 && Math.abs(first - second) < 0.1)(
      [...document.querySelectorAll('${videos}')].map((video) => video.currentTime))`,
    );
    expect(await page.locator('#all-play').textContent()).toBe('Pause');
  });

  it('stop at the end when they are not to be repeated', async () => {
    const page = await compare('cedar', 'dune');
    await page.getByRole('checkbox', { name: 'Repeat' }).uncheck();
    await page.getByRole('slider', { name: 'Position' }).fill('0.8');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await until(page, "document.querySelector('#all-play').textContent === 'Play'");
    for (const seconds of await positions(page, videos)) expect(seconds).toBeGreaterThan(0.9);
  });

  it('come with a table of what differs between them, and of nothing else', async () => {
    const page = await compare('cedar', 'birch');
    const names = await page.locator('#differences th[scope=row]').allTextContents();
    expect(names).toEqual(expect.arrayContaining(['prompt', 'length', 'seed', 'resolution', 'job', 'run']));
    expect(names).not.toContain('provider');
    expect(await page.locator('#differences th[scope=col]').allTextContents()).toEqual(['cedar', 'birch']);
  });
});

describe('marks', () => {
  it('are four at most, and two are needed', async () => {
    const page = await openPageFile(browser, join(shelf.cwd, 'wan-gallery.html'));
    const marks = page.getByRole('checkbox', { name: /^Compare/ });
    await marks.nth(0).check();
    expect(await page.locator('#compare-open').isDisabled()).toBe(true);
    for (const place of [1, 2, 3]) await marks.nth(place).check();
    await marks.nth(4).click();
    expect(await marks.nth(4).isChecked()).toBe(false);
    expect(await page.locator('#marked').textContent()).toMatch(/^4 marked: .* four is the most$/);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await page.locator('#tray').isVisible()).toBe(false);
    expect(await page.locator('.is-marked').count()).toBe(0);
  });
});
