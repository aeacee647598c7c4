import { describe, expect, it } from 'vitest';
import { resultDocument } from '../../src/jobs/summary.js';
import { documentOf, program, type RunOptions, start } from './program.js';
import { createWorkplace, shortClip } from './workplace.js';

describe('with a limit on open files', () => {
  it.each([24, 40, 60, 80])('of %d the program says so when its own files are too many', async (limit) => {
    const place = await createWorkplace();
    const ended = await runWithin(`ulimit -n ${limit}`, ['generate', place.image, '-p', 'x', ...shortClip], place);
    expect(ended.stderr).not.toMatch(/^ +at /m);
    if (ended.exitCode !== 0) expect([ended.exitCode, ended.stderr]).toEqual([7, expect.stringContaining('ulimit -n')]);
  });
});

describe('with a limit on open files and --json', () => {
  it.each([24, 60, 80])('of %d the document says so, whatever keeps the program from being loaded', async (limit) => {
    const place = await createWorkplace();
    const ended = await runWithin(`ulimit -n ${limit}`, ['spend', '--json'], place);
    const { error, ...document } = resultDocument({ command: 'spend', jobs: [], error: null });
    expect(JSON.parse(ended.stdout)).toEqual({ ...document, ok: false, exitCode: 7, error: expect.anything() });
    expect([ended.exitCode, documentOf(ended).error]).toEqual([7, expect.objectContaining({ exitCode: 7 })]);
    const lines = await runWithin(`ulimit -n ${limit}`, ['spend', '--jsonl'], place);
    expect(JSON.parse(lines.stdout)).toMatchObject({ type: 'result', exitCode: 7 });
  });
});

describe('with a limit on the size of files', () => {
  it('a ledger that has outgrown it ends the command with its document, exit 7', async () => {
    const place = await createWorkplace();
    const words = ['generate', place.image, '-p', 'x', ...shortClip, '--json'];
    // Blocks of 512 bytes: enough to make the ledger, too few to see a job through.
    const ended = await runWithin('ulimit -f 400', words, place);
    expect([ended.signal, ended.exitCode]).toEqual([null, 7]);
    expect(documentOf(ended).exitCode).toBe(7);
  });
});

function runWithin(limit: string, words: readonly string[], place: RunOptions) {
  const script = `${limit} && exec "$@"`;
  return start('/bin/sh', ['-c', script, 'sh', process.execPath, program, ...words], place).ended;
}
