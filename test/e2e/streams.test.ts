import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cleanEnvironment, documentOf, program, root, runWan, startWan } from './program.js';
import { startOnTerminal } from './terminal.js';
import { createWorkplace, decodedFrames, picture, shortClip, shortClipFrames } from './workplace.js';

const escapeCode = '\u001b';
const run = promisify(execFile);

describe('in a pipe', () => {
  it('prints the path of the clip and nothing else on stdout', async () => {
    const place = await createWorkplace();
    const ended = await runWan(['generate', place.image, '-p', 'pan left', ...shortClip], place);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(new RegExp(`^${place.cwd}/picture-j_[0-9a-v]{16}\\.mp4\n$`));
    expect(decodedFrames(ended.stdout.trimEnd())).toBe(shortClipFrames);
  });

  it('says each change of state once on stderr, without control codes', async () => {
    const place = await createWorkplace();
    const { stderr } = await runWan(['gen', place.image, '-p', 'tilt up', ...shortClip], place);
    expect(stderr).toMatch(/^run r_[0-9a-v]{16}: 1 job$/m);
    expect(stderr).toMatch(/done/);
    expect(stderr).not.toContain(escapeCode);
    expect(stderr).not.toContain('\r');
    expect(stderr.split('\n').filter((line) => /submitted/.test(line)).length).toBeLessThanOrEqual(1);
  });

  it('is quiet with --quiet', async () => {
    const place = await createWorkplace();
    const ended = await runWan(['generate', place.image, '-p', 'orbit', ...shortClip, '-q'], place);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ended.stdout.split('\n')).toHaveLength(2);
  });

  it('takes the image from stdin', async () => {
    const place = await createWorkplace();
    const input = await picture();
    const ended = await runWan(['generate', '-', '-p', 'zoom in', ...shortClip, '-o', 'out.mp4'], { ...place, input });
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0, stdout: `${join(place.cwd, 'out.mp4')}\n` });
    expect(decodedFrames(join(place.cwd, 'out.mp4'))).toBe(shortClipFrames);
  });

  it('renders several takes of one request', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'pan right', ...shortClip, '-c', '3', '-s', '0', '-o', 'take.mp4'];
    const ended = await runWan([...args, '--json'], place);
    const { jobs, totals } = documentOf(ended);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(jobs.map(({ seed, output }) => [seed, basename(output ?? '')])).toEqual([
      [0, 'take-1.mp4'],
      [1, 'take-2.mp4'],
      [2, 'take-3.mp4'],
    ]);
    expect(totals).toMatchObject({ jobs: 3, done: 3, reused: 0 });
    expect(place.renders()).toHaveLength(3);
  });

  it.runIf(existsSync('/dev/full'))('says so and exits with 7 when stdout is a file on a full disk', async () => {
    const place = await createWorkplace();
    const env = cleanEnvironment(place);
    const args = ['generate', place.image, '-p', 'zoom out', ...shortClip, '-o', 'kept.mp4', '--json'];
    const shell = ['-c', '"$@" >/dev/full', 'sh', process.execPath, program, ...args];
    const failed = await run('sh', shell, { cwd: place.cwd, env }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 7, stderr: expect.stringContaining('stdout could not be written (ENOSPC)') });
    expect(decodedFrames(join(place.cwd, 'kept.mp4'))).toBe(shortClipFrames);
  });

  it('survives a reader of stdout that goes away', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'zoom out', ...shortClip, '-c', '2', '-o', 'kept.mp4', '--jsonl'];
    const running = startWan(args, place);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    const { exitCode, stderr } = await running.ended;
    expect(stderr).not.toContain('EPIPE');
    expect(exitCode).toBe(0);
    expect(decodedFrames(join(place.cwd, 'kept-1.mp4'))).toBe(shortClipFrames);
    expect(decodedFrames(join(place.cwd, 'kept-2.mp4'))).toBe(shortClipFrames);
  });

  it('is of use to head', async () => {
    const place = await createWorkplace();
    const shell = ['-c', '"$0" "$1" models | head -1', process.execPath, program];
    const { stdout, stderr } = await run('/bin/sh', shell, { cwd: place.cwd, env: cleanEnvironment(place) });
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(2);
  });
});

describe('--json', () => {
  it('is one document with everything about the clip', async () => {
    const place = await createWorkplace();
    const ended = await runWan(['generate', place.image, '-p', 'dolly in', ...shortClip, '-s', '5', '--json'], place);
    const document = documentOf(ended);
    expect(document).toMatchObject({ ok: true, exitCode: 0, command: 'generate', error: null });
    expect(document.jobs).toMatchObject([{ status: 'done', seed: 5, reused: false }]);
    expect(document.totals).toMatchObject({ jobs: 1, done: 1 });
    expect(existsSync(document.jobs[0]?.output ?? '')).toBe(true);
  });
});

describe('--jsonl', () => {
  it('is one event a line, the document last', async () => {
    const place = await createWorkplace();
    const ended = await runWan(['generate', place.image, '-p', 'dolly out', ...shortClip, '--jsonl'], place);
    const events = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => z.looseObject({ type: z.string() }).parse(JSON.parse(line)));
    expect(events.filter(({ type }) => type === 'run')).toMatchObject([{ jobs: 1 }]);
    expect(events.filter(({ type }) => type === 'result')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'result', version: 1, ok: true });
    const statuses = events.flatMap(({ type, status }) => (type === 'job' ? [status] : []));
    expect(statuses.slice(-4)).toEqual(['submitting', 'submitted', 'rendered', 'done']);
  });
});

describe('on a terminal', () => {
  it('shows progress, then confirms, and prints the path', async () => {
    const place = await createWorkplace();
    const { stdout, exitCode } = await startOnTerminal(
      ['generate', place.image, '-p', 'orbit left', ...shortClip],
      place,
    ).ended;
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain(`${escapeCode}[`);
    expect(stdout).toMatch(/done in .*\$0\.00/);
    expect(stdout).toMatch(/picture-j_[0-9a-v]{16}\.mp4/);
  });

  it.each([0, 1, 20])('of %d columns shows progress too', async (columns) => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'orbit left', ...shortClip];
    const running = startOnTerminal(args, { ...place, columns });
    // A frame that never ends would fill the memory.
    let written = 0;
    running.child.stdout?.on('data', (text: string) => {
      written += text.length;
      if (written > 200_000) running.child.kill('SIGKILL');
    });
    const { stdout, exitCode } = await running.ended;
    expect(exitCode, stdout.slice(-200)).toBe(0);
  });

  it('shows bars for several clips', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'static', ...shortClip, '-c', '2', '-o', 'bar.mp4'];
    const { stdout, exitCode } = await startOnTerminal(args, place).ended;
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(/2 done/);
    expect(decodedFrames(join(place.cwd, 'bar-2.mp4'))).toBe(shortClipFrames);
  });

  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
  ])('uses no colours with %s', async (_name, flags, env) => {
    const place = await createWorkplace();
    const { stdout, exitCode } = await startOnTerminal(['generate', 'missing.png', '--provider', 'local', ...flags], {
      ...place,
      env: { ...place.env, ...env },
    }).ended;
    expect(exitCode).toBe(2);
    expect(stdout).toContain('error: ');
    expect(stdout).not.toMatch(new RegExp(`${escapeCode}\\[[0-9;]*m`));
  });

  it('colours the error otherwise', async () => {
    const place = await createWorkplace();
    const { stdout } = await startOnTerminal(['generate', 'missing.png', '--provider', 'local'], place).ended;
    expect(stdout).toContain(`${escapeCode}[31merror:`);
  });

  it('redraws nothing in CI', async () => {
    const place = await createWorkplace();
    const args = ['generate', place.image, '-p', 'zoom in', ...shortClip];
    const { stdout, exitCode } = await startOnTerminal(args, { ...place, env: { ...place.env, CI: 'true' } }).ended;
    expect(exitCode, stdout).toBe(0);
    expect(stdout).not.toContain(escapeCode);
  });
});

describe('file names', () => {
  it.each([
    ['spaces', 'my clip 1'],
    ['quotes', `it's "quoted" \`here\` $HOME`],
    ['a line break', 'two\nlines'],
    ['a leading dash', '-rf'],
    ['other scripts', '灯塔 ночь 🎬'],
    ['percent signs', 'take %03d 100%'],
    ['a colon', 'a:b'],
  ])('with %s work for the image and for the clip', async (_name, word) => {
    const place = await createWorkplace();
    renameSync(join(place.cwd, place.image), join(place.cwd, `${word}.png`));
    const args = ['generate', '-p', 'pan left', ...shortClip, `--output=./${word}.mp4`, '--', `${word}.png`];
    const ended = await runWan(args, place);
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stdout).toBe(`${join(place.cwd, `${word}.mp4`)}\n`);
    expect(decodedFrames(`file:${join(place.cwd, `${word}.mp4`)}`)).toBe(shortClipFrames);
  });

  it('count from the directory that wan is run in', async () => {
    const place = await createWorkplace();
    const inner = join(place.cwd, 'in', 'ner');
    mkdirSync(inner, { recursive: true });
    const args = ['generate', join('..', '..', place.image), '-p', 'pan left', ...shortClip, '-o', 'made/clip.mp4'];
    const ended = await runWan(args, { ...place, cwd: inner });
    expect(ended.stdout, ended.stderr).toBe(`${join(inner, 'made', 'clip.mp4')}\n`);
  });

  it('of presets are found from every directory', async () => {
    const place = await createWorkplace();
    const { stdout } = await runWan(['presets', '--json'], place);
    const names = z.array(z.object({ name: z.string() })).parse(documentOf({ stdout }).data);
    expect(names.map(({ name }) => name)).toContain('social-vertical');
    expect(readFileSync(join(root, 'presets', 'social-vertical.json'), 'utf8')).toContain('9:16');
  });
});
