import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageMark } from '../../../src/gallery/place-page.js';
import { createDesk } from '../../support/run-main.js';
import { awkwardName, openShelf, type Shelf } from './shelf.js';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await openShelf();
});
afterAll(() => shelf?.close());

const run = (...words: readonly string[]) => shelf.desk.run('gallery', ...words);
const read = (name: string) => readFileSync(join(shelf.cwd, name), 'utf8');
const names = (name: string) => [...read(name).matchAll(/data-name="([^"]*)"/g)].map(([, shown]) => shown);
const escapedName = 'it&#39;s 100% &quot;so&quot; #1?';
const id = (place: number) => shelf.clips[place]?.id ?? '';

describe('wan gallery', () => {
  it('prints the path of its page, or that and the number of jobs as JSON', async () => {
    const path = join(shelf.cwd, 'wan-gallery.html');
    expect(await run()).toMatchObject({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
    expect((await run('--json')).document()).toMatchObject({ ok: true, command: 'gallery', data: { path, jobs: 5 } });
  });

  it.each([
    [[], ['dune', 'cedar', escapedName, 'birch', 'amber']],
    [
      ['--last', '2'],
      ['dune', 'cedar'],
    ],
    [
      ['--since', '3m'],
      ['dune', 'cedar', escapedName],
    ],
  ])('with %j takes the newest jobs of the ledger', async (flags, shown) => {
    expect(await run(...flags, '-o', 'some.html')).toMatchObject({ exitCode: 0 });
    expect(names('some.html')).toEqual(shown);
  });

  it('takes the named jobs in their order, each once', async () => {
    await run(id(3), id(0), id(3), '-o', 'named.html');
    expect(names('named.html')).toEqual(['cedar', 'amber']);
    await run(id(3), id(0), id(1), '--last', '2', '-o', 'named.html');
    expect(names('named.html')).toEqual(['cedar', 'birch']);
  });

  it('takes a whole run', async () => {
    await run('-o', 'all.html');
    const [, first = ''] = read('all.html').match(/data-name="birch"[^>]*data-run="([^"]*)"/) ?? [];
    expect(first).toMatch(/^r_/);
    expect(await run(first, '-o', 'run.html')).toMatchObject({ exitCode: 0 });
    expect(names('run.html')).toEqual(['birch']);
    expect(read('run.html')).toContain(`<title>Clips of ${first}</title>`);
  });

  it.each([
    [['j_nobody'], /no job j_nobody/],
    [['r_nobody'], /no run r_nobody/],
    [['--failed'], /no such jobs/],
    [['-o', 'page.txt'], /a gallery is an HTML page/],
    [['-o', 'clips.html'], /exists and is not a gallery/],
    [['--last', '0'], /whole number/],
  ])('refuses %j in one line and writes nothing', async (words, says) => {
    mkdirSync(join(shelf.cwd, 'clips.html'), { recursive: true });
    const { exitCode, stdout, stderr } = await run(...words);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  it('shows no query of an address that a user gave', () => {
    expect(read('wan-gallery.html')).not.toMatch(/\?[\w-]+=/);
  });
});

describe('the place of the page', () => {
  it('replaces a gallery, and another file only when told to', async () => {
    const path = join(shelf.cwd, 'mine.html');
    writeFileSync(path, '<p>my own page</p>');
    expect(await run('-o', 'mine.html')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(read('mine.html')).toBe('<p>my own page</p>');
    expect(await run('-o', 'mine.html', '--overwrite')).toMatchObject({ exitCode: 0 });
    expect(read('mine.html')).toContain(pageMark);
    expect(await run('-o', 'mine.html', '--last', '1')).toMatchObject({ exitCode: 0 });
    expect(names('mine.html')).toEqual(['dune']);
  });

  it('may be a folder that is not there yet; clips are named from there', async () => {
    expect(await run('-o', 'out/web/page.html', id(2))).toMatchObject({ exitCode: 0 });
    const address = `../../clips/${encodeURIComponent(awkwardName)}.mp4`.replaceAll("'", '&#39;');
    expect(read('out/web/page.html')).toContain(`href="${address}"`);
  });
});

describe('--embed', () => {
  it('puts the clips into the page', async () => {
    await run('--embed', '-o', 'whole.html', id(3));
    const [, encoded = ''] = read('whole.html').match(/href="data:video\/mp4;base64,([^"]*)"/) ?? [];
    expect(Buffer.from(encoded, 'base64').equals(readFileSync(shelf.clips[3]?.output ?? ''))).toBe(true);
  });

  it('leaves a clip that is too large beside the page, and says so', async () => {
    const path = shelf.clips[4]?.output ?? '';
    const filling = Buffer.alloc(24_000_000);
    filling.writeUInt32BE(filling.length, 0);
    filling.write('free', 4, 'latin1');
    appendFileSync(path, filling);
    const { stderr } = await run('--embed', '-o', 'mixed.html', id(3), id(4));
    expect(stderr).toContain('1 clip did not fit into the page');
    expect(read('mixed.html')).toMatch(/href="data:video[^"]*"[\s\S]*href="clips\/dune\.mp4"/);
  });
});

describe('what is missing', () => {
  it('a clip that was deleted is said to be', async () => {
    const desk = await openShelf();
    try {
      rmSync(desk.clips[0]?.output ?? '');
      await desk.desk.run('gallery', desk.clips[0]?.id ?? '');
      const page = readFileSync(join(desk.cwd, 'wan-gallery.html'), 'utf8');
      expect(page).toContain('The file is not there any more.');
      expect(page).not.toContain('class="mark"><input type="checkbox" id="mark-');
    } finally {
      await desk.close();
    }
  });

  it('without ffmpeg there are no posters, and a note says so', async () => {
    const bare = createDesk({
      cwd: shelf.cwd,
      stateDirectory: shelf.state,
      clock: shelf.desk.clock,
      env: { PATH: '' },
    });
    const { exitCode, stderr } = await bare.run('gallery', '-o', 'bare.html', '-v');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('no posters: ffmpeg was not found');
    expect(read('bare.html')).not.toContain('data:image/jpeg');
    expect(read('bare.html').match(/class="preview"/g)).toHaveLength(5);
  });

  it('without a terminal nothing is opened', async () => {
    const { exitCode, stderr } = await run('--open', '-v');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('not opened: there is no terminal');
  });

  it('a ledger without jobs makes no page', async () => {
    const empty = createDesk({ cwd: join(shelf.cwd, 'clips'), stateDirectory: join(shelf.cwd, '.empty') });
    expect(await empty.run('gallery')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(existsSync(join(shelf.cwd, 'clips', 'wan-gallery.html'))).toBe(false);
  });
});
