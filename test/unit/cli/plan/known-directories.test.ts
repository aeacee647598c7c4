import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownDirectories } from '../../../../src/cli/plan/known-directories.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

describe('the directories that a command knows', () => {
  it('are asked for once, so that the names of a clip stay the same', () => {
    const path = join(temporaryDirectory(), 'clips');
    const known = knownDirectories({});
    expect(known.isDirectory(path)).toBe(false);
    mkdirSync(path);
    expect(known.isDirectory(path)).toBe(false);
    expect(knownDirectories({}).isDirectory(path)).toBe(true);
  });

  it('are the same for all requests of a command', () => {
    const command = {};
    expect(knownDirectories(command)).toBe(knownDirectories(command));
  });

  it('are refused each time where a file is in the way, and looked at once where none is', () => {
    const base = temporaryDirectory();
    const [file, folder] = [join(base, 'file'), join(base, 'folder')];
    writeFileSync(file, '');
    mkdirSync(folder);
    const known = knownDirectories({});
    for (let time = 0; time < 2; time += 1) expect(() => known.check(file)).toThrow(/is not a directory/);
    known.check(folder);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    expect(() => known.check(folder)).not.toThrow();
  });
});
