import { readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { makeClip } from './clips.js';
import { openDesk } from './desk.js';

/** The program tells nobody when it begins to write; the timeout of the test ends a wait that is in vain. */
async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

describe('wan export', () => {
  it.each([
    [['--gif'], 'a-gif.gif'],
    [['--webp', '--fps', '8'], 'a-webp.webp'],
    [['--poster'], 'a-poster.png'],
    [['--contact-sheet', '--columns', '2'], 'a-contact-sheet.png'],
    [['--loop'], 'a-loop.mp4'],
    [['--loop', '--boomerang'], 'a-boomerang.mp4'],
    [['--reframe', '9:16', '--width', '180'], 'a-9x16.mp4'],
    [['--poster', '--at', '0.5', '-o', 'out/p.jpg'], 'out/p.jpg'],
  ])('%j prints the path of %s and nothing else', async (flags, name) => {
    const { cwd, desk } = openDesk();
    const away = temporaryDirectory();
    const clip = await makeClip(away);
    const run = await desk.run('export', clip, ...flags);
    expect([run.exitCode, run.stdout], run.stderr).toEqual([0, `${join(cwd, name)}\n`]);
    expect(readdirSync(join(cwd, name, '..'))).toEqual([name.split('/').at(-1)]);
    expect(readdirSync(away)).toEqual(['a.mp4']);
  });

  it.each(['-a.mp4', 'a:b.mp4', 'http:x.mp4', "it's [0:v];null.mp4", 'two\nlines.mp4', '%03d.mp4', ' ä$(id)\\,.mp4'])(
    'takes %j as a name and nothing else',
    async (name) => {
      const { cwd, desk } = openDesk();
      renameSync(await makeClip(cwd, { frames: 4 }), join(cwd, name));
      for (const kind of ['--gif', '--poster']) {
        const run = await desk.run('export', kind, '--json', '--', name);
        expect(run.document(), run.stderr).toMatchObject({ ok: true });
      }
      const made = readdirSync(cwd).filter((each) => each !== name);
      expect(made.map((each) => each.slice(-10)).toSorted()).toEqual(
        ['-gif.gif', '-poster.png'].map((end) => expect.stringContaining(end.slice(-8))),
      );
    },
  );

  it.each([
    [[], 'usage.invalid'],
    [['--gif', '--webp'], 'usage.invalid'],
    [['--gif', '--at', '1'], 'usage.invalid'],
    [['--poster', '--fps', '8'], 'usage.invalid'],
    [['--loop', '--crop'], 'usage.invalid'],
    [['--reframe', '9:99'], 'usage.invalid'],
    [['--gif', '--width', '321'], 'usage.invalid'],
    [['--gif', '--fps', '60'], 'request.invalid'],
    [['--gif', '-o', 'a.webp'], 'output.invalid'],
    [['--loop', '-o', 'a.mp4', '--overwrite'], 'output.conflict'],
    [['--poster', '-o', 'mine.png'], 'output.conflict'],
  ])('refuses %j', async (flags, code) => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { frames: 4 });
    writeFileSync(join(cwd, 'mine.png'), 'mine');
    const run = await desk.run('export', 'a.mp4', ...flags, '--json');
    expect([run.exitCode, run.document().error?.code]).toEqual([2, code]);
    expect(readdirSync(cwd).toSorted()).toEqual(['a.mp4', 'mine.png']);
    expect(readFileSync(join(cwd, 'mine.png'), 'utf8')).toBe('mine');
  });

  it('finds a picture in the second hour of a long film, and says where there is none', async () => {
    const { cwd, desk } = openDesk();
    await makeClip(cwd, { rate: '1/100', frames: 40 });
    const run = await desk.run('export', 'a.mp4', '--poster', '--at', '3900');
    expect([run.exitCode, run.stdout], run.stderr).toEqual([0, `${join(cwd, 'a-poster.png')}\n`]);
    const late = await desk.run('export', 'a.mp4', '--poster', '--at', '4001', '--overwrite');
    expect([late.exitCode, late.stderr]).toEqual([2, expect.stringContaining('no picture at 4001 s')]);
  });

  it('does not replace the clip that it reads through a link', async () => {
    const { cwd, desk } = openDesk();
    const before = readFileSync(await makeClip(cwd, { frames: 4 }));
    symlinkSync(join(cwd, 'a.mp4'), join(cwd, 'link.mp4'));
    const run = await desk.run('export', 'link.mp4', '--loop', '-o', 'a.mp4', '--overwrite', '--json');
    expect([run.exitCode, run.document().error?.code]).toEqual([2, 'output.conflict']);
    expect(readFileSync(join(cwd, 'a.mp4')).equals(before)).toBe(true);
  });

  it.each(['--gif', '--webp', '--poster', '--contact-sheet', '--loop', '--reframe=9:16'])(
    'opens no playlist in disguise, and leaves nothing behind: %s',
    async (kind) => {
      const { cwd, desk } = openDesk();
      writeFileSync(join(cwd, 'a.mp4'), '#EXTM3U\n#EXTINF:1,\nsecret.ts\n');
      const run = await desk.run('export', 'a.mp4', kind, '--json');
      expect([run.exitCode, run.document().error?.code]).toEqual([2, 'request.invalid']);
      expect(readdirSync(cwd)).toEqual(['a.mp4']);
    },
  );

  it('leaves nothing behind when it is stopped while it works', async () => {
    // Writes no faster than one watches, so that it is still at work when it is stopped.
    const slow = join(temporaryDirectory(), 'ffmpeg');
    const script = '#!/bin/sh\ncase "$*" in *" -y "*) exec ffmpeg -re "$@";; esac\nexec ffmpeg "$@"\n';
    writeFileSync(slow, script, { mode: 0o755 });
    const { cwd, desk } = openDesk({ FFMPEG_PATH: slow });
    await makeClip(cwd, { frames: 320, size: '64x36' });
    const running = desk.run('export', 'a.mp4', '--reframe', '9:16', '--json');
    await waitUntil(() => readdirSync(cwd).some((name) => name.endsWith('.part')));
    desk.interrupt('SIGINT');
    const run = await running;
    expect([run.exitCode, run.document().error?.code]).toEqual([130, 'signal.interrupted']);
    await waitUntil(() => readdirSync(cwd).join() === 'a.mp4');
  });
});
