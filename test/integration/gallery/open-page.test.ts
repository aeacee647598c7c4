import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayOpen, opener, openPage } from '../../../src/gallery/open-page.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

describe('opening a page', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [undefined, {}, false],
    [true, { CI: 'true' }, false],
    [true, { CI: '1' }, false],
    [true, { CI: 'false' }, true],
    [true, { CI: '' }, true],
  ])('with a terminal %s and %j is allowed: %s', (isTTY, env, allowed) => {
    expect(mayOpen({ env, stdout: { isTTY, write: () => true } })).toBe(allowed);
  });

  it.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
  ] as const)('on %s hands the path to %s as one argument, untouched', async (platform, name) => {
    const folder = temporaryDirectory();
    const told = join(folder, 'told');
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s|' "$#" "$@" > "$TOLD.part"\nmv "$TOLD.part" "$TOLD"\n`);
    chmodSync(join(folder, name), 0o755);
    const path = '/pages/$(touch x) "a" & b;c.html';
    await openPage({ platform, env: { PATH: `${folder}:/usr/bin:/bin`, TOLD: told } }, path);
    await expect.poll(() => existsSync(told)).toBe(true);
    expect(readFileSync(told, 'utf8')).toBe(`1|${path}|`);
  });

  it('on Windows names the program of the system, which no file of the project can stand in for', () => {
    expect(opener({ platform: 'win32', env: { SystemRoot: 'C:\\Windows' } })).toEqual([
      'C:\\Windows\\System32\\rundll32.exe',
      'url.dll,FileProtocolHandler',
    ]);
  });

  it('says so when there is no program for it', async () => {
    const opening = openPage({ platform: 'linux', env: { PATH: temporaryDirectory() } }, '/pages/a.html');
    await expect(opening).rejects.toMatchObject({ code: 'local.output', message: 'xdg-open could not be started' });
  });
});
