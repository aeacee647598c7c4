import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { documentOf, runWan, startWan } from './program.js';
import { ctrlC, startOnTerminal } from './terminal.js';
import { createWorkplace, decodedFrames, shortClip, shortClipFrames, type Workplace } from './workplace.js';

const command = (place: Workplace) => [
  'generate',
  place.image,
  '-p',
  'slow dolly in',
  ...shortClip,
  '-s',
  '1',
  '-o',
  'clip.mp4',
];
const isUnderWay = /submitted|queued|rendering/;
/** What the user is promised, in milliseconds. */
const promised = 2_000;

/** The words of the line that says how to go on. */
function resumeCommand(output: string): string[] {
  const words = /wan (resume [rj]_\w+)/.exec(output)?.[1];
  if (words === undefined) throw new Error(`no resume command in: ${output}`);
  return words.split(' ');
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  it('stops waiting within two seconds and says how to go on, which then delivers the clip', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startWan(command(place), place);
    await running.said(isUnderWay);
    const start = performance.now();
    running.child.kill(signal);
    const ended = await running.ended;
    expect(performance.now() - start).toBeLessThan(promised);
    expect(ended).toMatchObject({ exitCode: code, stdout: '' });
    expect(ended.stderr).toMatch(/j_[0-9a-v]{16}/);
    expect(readdirSync(place.cwd)).toEqual([place.image]);

    place.open();
    const resumed = await runWan(resumeCommand(ended.stderr), place);
    expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0, stdout: `${join(place.cwd, 'clip.mp4')}\n` });
    expect(decodedFrames(join(place.cwd, 'clip.mp4'))).toBe(shortClipFrames);
    expect(place.renders()).toHaveLength(1);
  });

  it('a second time leaves at once, and nothing is lost', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startWan(command(place), place);
    await running.said(isUnderWay);
    running.child.kill(signal);
    // What comes sooner is the same stop, told again.
    await delay(400);
    running.child.kill(signal);
    expect((await running.ended).exitCode).toBe(code);
    place.open();
    const resumed = await runWan(['resume'], place);
    expect(resumed, resumed.stderr).toMatchObject({ exitCode: 0, stdout: `${join(place.cwd, 'clip.mp4')}\n` });
    expect(place.renders()).toHaveLength(1);
  });

  it('ends with the document also while the program is loaded, and nothing is begun', async () => {
    const place = await createWorkplace();
    const hook = new URL('signal-at-load.mjs', import.meta.url).href;
    const env = { ...place.env, NODE_OPTIONS: `--import=${hook}`, TEST_SIGNAL: signal };
    const ended = await runWan([...command(place), '--json'], { ...place, env });
    expect(documentOf(ended)).toMatchObject({ ok: false, exitCode: code, error: { exitCode: code } });
    expect(ended).toMatchObject({ exitCode: code, signal: null });
    expect(place.renders()).toEqual([]);
  });

  it('is in the JSON document, with the clip that goes on', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startWan([...command(place), '--json'], place);
    await running.said(isUnderWay);
    running.child.kill(signal);
    const document = documentOf(await running.ended);
    expect(document).toMatchObject({ ok: false, exitCode: code, error: { exitCode: code } });
    expect(document.jobs).toHaveLength(1);
    expect(document.error?.hint).toBe(`wan resume ${document.run}`);
    expect(document.error?.message).toContain(document.jobs[0]?.id);
  });
});

describe('a stop that a whole process group is told of, and a wrapper passes on', () => {
  it('is one stop, with its document', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startWan([...command(place), '--json'], place);
    await running.said(isUnderWay);
    running.child.kill('SIGINT');
    running.child.kill('SIGTERM');
    const ended = await running.ended;
    expect([130, 143]).toContain(ended.exitCode);
    expect(documentOf(ended)).toMatchObject({ exitCode: ended.exitCode, jobs: [{ status: 'submitted' }] });
  });
});

describe('a terminal that goes away', () => {
  it('ends the wait as SIGTERM does, however often it is told', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startWan([...command(place), '--json'], place);
    await running.said(isUnderWay);
    running.child.stderr?.destroy();
    running.child.kill('SIGHUP');
    running.child.kill('SIGHUP');
    const ended = await running.ended;
    expect(ended).toMatchObject({ exitCode: 143, signal: null });
    expect(documentOf(ended)).toMatchObject({ exitCode: 143, jobs: [{ status: 'submitted' }] });
    place.open();
    expect((await runWan(['resume'], place)).exitCode).toBe(0);
    expect(place.renders()).toHaveLength(1);
  });
});

describe('Ctrl-C on a terminal', () => {
  it('ends the display, not the render', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startOnTerminal(command(place), place);
    await running.said(/submitted|queued|rendering/);
    running.type(ctrlC);
    const { exitCode, stdout } = await running.ended;
    expect(exitCode, stdout).toBe(130);
    expect(stdout).toContain('\u001b[?25h');
    place.open();
    const resumed = await runWan(resumeCommand(stdout), place);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(place.renders()).toHaveLength(1);
  });
});

describe('the same command after Ctrl-C', () => {
  it('continues the clip instead of rendering another', async () => {
    const place = await createWorkplace({ gated: true });
    const running = startWan(command(place), place);
    await running.said(isUnderWay);
    running.child.kill('SIGINT');
    await running.ended;
    place.open();
    const again = await runWan(command(place), place);
    expect(again, again.stderr).toMatchObject({ exitCode: 0, stdout: `${join(place.cwd, 'clip.mp4')}\n` });
    expect(again.stderr).toContain('continuing j_');
    expect(place.renders()).toHaveLength(1);
  });
});

describe('--detach', () => {
  it('ends after the submit, and resume without ids fetches the clip', async () => {
    const place = await createWorkplace({ gated: true });
    const ended = await runWan([...command(place), '--detach', '--json'], place);
    const document = documentOf(ended);
    expect(document).toMatchObject({ ok: true, exitCode: 0 });
    expect(document.jobs).toMatchObject([{ status: 'submitted' }]);
    place.open();
    const resumed = await runWan(['resume', '--json'], place);
    expect(documentOf(resumed).jobs).toMatchObject([{ status: 'done', id: document.jobs[0]?.id }]);
    expect(place.renders()).toHaveLength(1);
  });
});

describe('--detach without --json', () => {
  it('prints the ids of what was submitted, which resume takes, however quiet', async () => {
    const place = await createWorkplace({ gated: true });
    const ended = await runWan([...command(place), '--detach', '--quiet'], place);
    expect([ended.exitCode, ended.stdout]).toEqual([0, expect.stringMatching(/^j_\w+\n$/)]);
    place.open();
    const resumed = await runWan(['resume', ended.stdout.trim()], place);
    expect([resumed.exitCode, resumed.stdout]).toEqual([0, expect.stringMatching(/\.mp4\n$/)]);
    const again = await runWan([...command(place), '--detach'], place);
    expect(again.stdout).toBe(resumed.stdout);
    expect(place.renders()).toHaveLength(1);
  });
});

describe('--wait-timeout', () => {
  it('ends with 8, and the clip goes on', async () => {
    const place = await createWorkplace({ gated: true });
    const ended = await runWan([...command(place), '--wait-timeout', '1s'], place);
    expect(ended).toMatchObject({ exitCode: 8, stdout: '' });
    place.open();
    const resumed = await runWan(resumeCommand(ended.stderr), place);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(place.renders()).toHaveLength(1);
  });
});
