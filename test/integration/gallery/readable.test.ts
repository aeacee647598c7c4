import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { galleryPage } from '../../../src/gallery/page/page.js';
import { launchBrowser } from '../../support/browser.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { refusedJob, reportOf, sampleJob, showingsOf } from '../../unit/gallery/report-sample.js';
import { openPageFile } from './browser.js';
import { contrasts } from './contrast.js';
import { makeClip } from './shelf.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** A page with a clip of every kind: delivered, refused, on its way; without posters, as where ffmpeg is missing. */
async function open(options: Parameters<typeof openPageFile>[2]): Promise<Page> {
  const directory = temporaryDirectory();
  makeClip(join(directory, 'clip.mp4'), 1);
  const waiting = sampleJob({ id: 'j_3', state: { status: 'planned' }, finishedAt: null });
  const data = reportOf([sampleJob(), sampleJob({ id: 'j_4', seed: 8 }), refusedJob(), waiting]);
  const path = join(directory, 'page.html');
  writeFileSync(path, galleryPage(data, showingsOf(data)));
  return openPageFile(browser, path, options);
}

const openAll = "document.querySelectorAll('details').forEach((each) => { each.open = true; })";

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it.each([
    ['the page', async () => {}],
    ['the filter without a match', (page: Page) => page.getByRole('searchbox').fill('no such clip')],
    ['the list of keys', (page: Page) => page.keyboard.press('?')],
    [
      'the comparison',
      async (page: Page) => {
        for (const mark of (await page.getByRole('checkbox', { name: /^Compare/ }).all()).slice(0, 2))
          await mark.check();
        await page.locator('#compare-open').click();
      },
    ],
  ])('every text of %s stands out from its ground', async (_what, show) => {
    const page = await open({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(openAll);
    await show(page);
    const all = await contrasts(page);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  it('no text stands on another theme when the button changes it', async () => {
    const page = await open({ colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Dark' }).click();
    expect((await contrasts(page)).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    const scheme = await page.evaluate('getComputedStyle(document.documentElement).colorScheme');
    expect(scheme).toBe(colorScheme === 'dark' ? 'light' : 'dark');
  });
});

describe('for those who do not see the page', () => {
  const controls = ['button', 'link', 'checkbox', 'combobox', 'searchbox', 'textbox', 'slider', 'dialog', 'article'];

  it('every control has a name', async () => {
    const page = await open({});
    await page.evaluate(openAll);
    const marks = page.getByRole('checkbox', { name: /^Compare/ });
    for (const place of [0, 1]) await marks.nth(place).check();
    const before = await named(page);
    await page.locator('#compare-open').click();
    const nodes = [...before, ...(await named(page))].filter(({ role }) => controls.includes(role));
    expect(new Set(nodes.map(({ role }) => role))).toEqual(
      new Set(['button', 'link', 'checkbox', 'combobox', 'searchbox', 'slider', 'dialog', 'article']),
    );
    expect(nodes.filter(({ name }) => name === '')).toEqual([]);
  });

  it('what changes is told', async () => {
    const page = await open({});
    expect(await page.getByRole('status').first().textContent()).toBe('4 clips');
    await page.getByRole('searchbox').fill('j_2');
    expect(await page.getByRole('status').first().textContent()).toBe('1 of 4 clips');
  });
});

describe('a page without posters', () => {
  it('shows first pictures of the clips themselves', async () => {
    const page = await open({});
    await expect.poll(() => page.evaluate("document.querySelector('video.preview').videoWidth")).toBe(320);
  });
});

describe('those who want less motion', () => {
  it('get none', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    const durations = "[...document.querySelectorAll('*')].map((each) => getComputedStyle(each).transitionDuration)";
    expect(new Set(await page.evaluate<string[]>(durations))).toEqual(new Set(['0s']));
  });
});

/** What assistive software is told: the role and name of each thing that is there. */
async function named(page: Page): Promise<{ role: string; name: string }[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name }) => ({ role: String(role?.value), name: String(name?.value ?? '') }))
    .map((node) => ({ ...node, role: roles[node.role] ?? node.role.toLowerCase() }));
}

const roles: Readonly<Record<string, string>> = { searchBox: 'searchbox', textField: 'textbox' };
