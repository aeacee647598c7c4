import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWholeInput } from '../../../src/config/read-input.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const long = 'line\n'.repeat(50_000);

function makePipe(): string {
  const path = join(temporaryDirectory(), 'pipe');
  execFileSync('mkfifo', [path]);
  return path;
}

describe('a text file that the user named', () => {
  it('is read whole', async () => {
    const path = join(temporaryDirectory(), 'rows.csv');
    writeFileSync(path, long);
    expect((await readWholeInput(path)).toString()).toBe(long);
    writeFileSync(path, '');
    expect(await readWholeInput(path)).toHaveLength(0);
  });

  it('may be a pipe, whose writer comes a little later and pauses', async () => {
    const path = makePipe();
    const script = 'sleep 0.3; { printf begin; sleep 0.3; printf end; } > "$1"';
    spawn('sh', ['-c', script, 'sh', path], { stdio: 'ignore' });
    expect((await readWholeInput(path)).toString()).toBe('beginend');
  });

  it('may be a pipe that brings more than it holds at once', async () => {
    const path = makePipe();
    const [bytes] = await Promise.all([readWholeInput(path), writeFile(path, long)]);
    expect(bytes.toString()).toBe(long);
  });

  it('is not waited for where nobody writes to the pipe', async () => {
    await expect(readWholeInput(makePipe())).rejects.toMatchObject({ code: 'ENXIO' });
  });

  it('says what is not there, or is none', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'folder'));
    await expect(readWholeInput(join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readWholeInput(join(directory, 'folder'))).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
