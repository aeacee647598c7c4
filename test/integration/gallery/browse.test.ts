import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../support/browser.js';
import { openPageFile, positions, until } from './browser.js';
import { awkwardName, awkwardPrompt, openShelf, type Shelf } from './shelf.js';

let browser: Browser;
let shelf: Shelf;
beforeAll(async () => {
  [browser, shelf] = await Promise.all([launchBrowser(), openShelf()]);
  const made = await shelf.desk.run('gallery', '--title', 'Lamp tests');
  expect(made).toMatchObject({ exitCode: 0, stdout: `${join(shelf.cwd, 'wan-gallery.html')}\n` });
});
afterAll(async () => {
  await browser?.close();
  await shelf?.close();
});

const open = () => openPageFile(browser, join(shelf.cwd, 'wan-gallery.html'));
const shown = (page: Page) => page.locator('li:not([hidden]) > .clip h2').allTextContents();
const playing = 'video.playing';
const isRunning = `document.querySelector('${playing}')?.currentTime > 0.2 && !document.querySelector('${playing}').paused`;

describe('the page of a ledger', () => {
  it('shows the newest clip first, each with its poster, prompt, cost, seed and command', async () => {
    const page = await open();
    expect(await page.title()).toBe('Lamp tests');
    expect(await shown(page)).toEqual(['dune', 'cedar', awkwardName, 'birch', 'amber']);
    const card = page.locator('.clip', { hasText: 'the lamp is lit' });
    expect(await card.locator('img').getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    expect(await card.textContent()).toMatch(/fal.*wan-2\.2-turbo.*\$0\.\d+.*3 s/s);
    expect(await card.locator('code').textContent()).toMatch(/^wan generate hero\.png|^wan generate .*hero\.png/);
  });

  it('shows what users wrote as text and nothing else', async () => {
    const page = await open();
    const card = page.locator('.clip', { hasText: 'rain' });
    expect(await card.locator('.prompt').textContent()).toBe(awkwardPrompt);
    expect(await card.locator('h2').textContent()).toBe(awkwardName);
    expect(await page.locator('script').count()).toBe(1);
  });

  it.each(['amber', awkwardName])('plays %s where it lies, and stops it for another', async (name) => {
    const page = await open();
    await page.getByRole('link', { name: `Play ${name}`, exact: true }).click();
    await until(page, isRunning);
    await page.getByRole('link', { name: 'Play dune' }).click();
    await until(page, `document.querySelectorAll('${playing}').length === 2`);
    await until(page, `[...document.querySelectorAll('${playing}')].filter((video) => !video.paused).length === 1`);
    expect(await positions(page, `.clip[data-name="dune"] ${playing}`)).toHaveLength(1);
  });

  it('copies a command', async () => {
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const card = page.locator('.clip', { hasText: 'rain' });
    await card.locator('summary').click();
    await card.getByRole('button', { name: /^Copy/ }).click();
    await until(page, `[...document.querySelectorAll('.copy')].some((each) => each.textContent === 'Copied')`);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await card.locator('code').textContent());
  });
});

describe('filters', () => {
  it.each([
    ['LAMP', ['amber']],
    ['dolly slow', ['birch']],
    ['2147483647', ['dune']],
    ['</script>', [awkwardName]],
    ['مرحبا', [awkwardName]],
    ['nothing like it', []],
  ])('by the text %j leave what fits', async (text, names) => {
    const page = await open();
    await page.getByRole('searchbox').fill(text);
    expect(await shown(page)).toEqual(names);
    expect(await page.locator('#count').textContent()).toBe(`${names.length} of 5 clips`);
    expect(await page.locator('#nothing').isVisible()).toBe(names.length === 0);
  });

  it('by run leave its clips, together with the others, until all are shown again', async () => {
    const page = await open();
    const run = await page.locator('.clip', { hasText: 'the lamp is lit' }).getAttribute('data-run');
    await page.getByLabel('Run').selectOption(run);
    await page.getByLabel('Provider').selectOption('fal');
    await page.getByLabel('Model').selectOption('wan-2.2-turbo');
    await page.getByLabel('Status').selectOption('done');
    expect(await shown(page)).toEqual(['amber']);
    await page.getByRole('searchbox').fill('dune');
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await shown(page)).toHaveLength(5);
  });
});

describe('the order', () => {
  it.each([
    ['at', ['amber', 'birch', awkwardName, 'cedar', 'dune']],
    ['-at', ['dune', 'cedar', awkwardName, 'birch', 'amber']],
    ['name', ['amber', 'birch', 'cedar', 'dune', awkwardName]],
    ['seconds', ['dune', 'cedar', 'birch', awkwardName, 'amber']],
    ['-seconds', [awkwardName, 'amber', 'birch', 'dune', 'cedar']],
  ])('%s puts the clips as it says', async (order, names) => {
    const page = await open();
    await page.getByLabel('Sort').selectOption(order);
    expect(await shown(page)).toEqual(names);
  });

  it.each(['cost', 'took'])('of %s goes both ways', async (field) => {
    const page = await open();
    const values = async (order: string) => {
      await page.getByLabel('Sort').selectOption(order);
      const all = `[...document.querySelectorAll('.clip')].map((clip) => Number(clip.dataset.${field}))`;
      return page.evaluate<number[]>(all);
    };
    const rising = await values(field);
    expect(rising).toEqual([...rising].sort((one, other) => one - other));
    expect(await values(`-${field}`)).toEqual([...rising].sort((one, other) => other - one));
  });
});

describe('the keyboard', () => {
  const focused = (page: Page) =>
    page.evaluate<string>('document.activeElement.dataset.name ?? document.activeElement.id');

  it('goes from clip to clip along and across the lines', async () => {
    const page = await open();
    const path = ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'];
    const places: string[] = [];
    for (const key of path) {
      await page.keyboard.press(key);
      places.push(await focused(page));
    }
    expect(places).toEqual(['dune', 'cedar', 'dune', 'birch', 'dune']);
  });

  it('plays and pauses with the space bar', async () => {
    const page = await open();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await until(page, isRunning);
    await page.keyboard.press('Space');
    await until(page, `document.querySelector('${playing}').paused`);
  });

  it('reaches the filter, where letters are letters, and leaves it', async () => {
    const page = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('c/t?');
    expect(await page.getByRole('searchbox').inputValue()).toBe('c/t?');
    await page.keyboard.press('Escape');
    expect(await focused(page)).not.toBe('text');
  });

  it('marks two clips and compares them', async () => {
    const page = await open();
    for (const key of ['ArrowRight', 'c', 'ArrowRight', 'c']) await page.keyboard.press(key);
    expect(await page.locator('#marked').textContent()).toBe('2 marked: dune, cedar');
    await page.keyboard.press('Enter');
    expect(await page.locator('#panes video').count()).toBe(2);
    await page.keyboard.press('Escape');
    expect(await page.locator('#compare').isVisible()).toBe(false);
    expect(await focused(page)).toBe('dune');
  });

  it('opens its own list, and changes the theme', async () => {
    const page = await open();
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog', { name: 'Keys' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    expect(await page.getByRole('button', { name: 'Dark' }).getAttribute('aria-pressed')).toBe('true');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(19, 21, 24)');
  });
});
