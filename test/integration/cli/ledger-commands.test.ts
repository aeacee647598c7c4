import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openCounter } from './counter.js';

describe('wan jobs', () => {
  it('of an empty ledger prints nothing and is no error', async () => {
    const { run } = await openCounter();
    expect(await run('jobs')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('lists newest first, one line a job, tab-separated in a pipe', async () => {
    const { run, planJob, clock } = await openCounter();
    await planJob('j_old');
    clock.advance(60_000);
    await planJob('j_new');
    const { stdout } = await run('jobs');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows.map(([id, status, provider]) => [id, status, provider])).toEqual([
      ['j_new', 'planned', 'local'],
      ['j_old', 'planned', 'local'],
    ]);
  });

  it.each([
    [['--status', 'planned'], 2],
    [['--status', 'done', 'failed'], 0],
    [['--failed'], 0],
    [['--provider', 'local'], 2],
    [['--provider', 'fal'], 0],
    [['--run', 'r_j_one'], 1],
    [['--since', '30s'], 1],
    [['--limit', '1'], 1],
  ])('with %j lists what fits', async (flags, count) => {
    const { run, planJob, clock } = await openCounter();
    await planJob('j_one');
    clock.advance(60_000);
    await planJob('j_two');
    expect((await run('jobs', ...flags, '--json')).document().data).toHaveLength(count);
  });

  it.each([
    [['--status', 'lost'], /no job has the status lost/],
    [['--since', 'yesterday'], /--since.*30m, 12h or 2d/],
    [['--limit', '0'], /--limit/],
    [['--provider', 'wavesped'], /unknown provider wavesped.*wavespeed/],
    [['list'], /jobs list: not understood/],
    [['show'], /jobs show: not understood/],
  ])('refuses %j with one line and a hint', async (words, says) => {
    const { run } = await openCounter();
    const { exitCode, stderr, stdout } = await run('jobs', ...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^error: /),
      expect.stringMatching(/^hint: wan|^hint: one of/),
    ]);
  });
});

describe('wan jobs show', () => {
  it('is the same as wan explain', async () => {
    const { run, planJob } = await openCounter();
    await planJob('j_one');
    const shown = await run('jobs', 'show', 'j_one');
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toBe((await run('explain', 'j_one')).stdout);
  });

  it('tells values, cost, timeline and the command that repeats it, without what a URL signs with', async () => {
    const { run, planJob } = await openCounter();
    await planJob('j_one');
    const { stdout } = await run('explain', 'j_one');
    for (const part of [
      'j_one  planned',
      'run r_j_one',
      'prompt = the door opens',
      '$0.10 (estimate)',
      'again: wan generate',
    ]) {
      expect(stdout).toContain(part);
    }
    expect(stdout).not.toContain('sig=abc');
    const { data } = (await run('explain', 'j_one', '--json')).document();
    expect(data).toMatchObject({ id: 'j_one', status: 'planned', timeline: [], body: null });
    expect(JSON.stringify(data)).not.toContain('sig=abc');
  });
});

describe('an id that the ledger does not know', () => {
  it.each([
    [['explain', 'j_nope'], 'no job j_nope in the ledger'],
    [['jobs', 'show', 'j_nope'], 'no job j_nope in the ledger'],
    [['cancel', 'j_nope'], 'no job j_nope in the ledger'],
    [['resume', 'j_nope'], 'no job j_nope in the ledger'],
    [['resume', 'r_nope'], 'no run r_nope in the ledger'],
    [['jobs', '--run', 'r_nope'], 'no run r_nope in the ledger'],
  ])('in %j is exit 2', async (words, says) => {
    const { run } = await openCounter();
    const ended = await run(...words, '--json');
    expect(ended.exitCode).toBe(2);
    expect(ended.document().error).toMatchObject({ code: 'job.not-found', message: says, hint: 'wan jobs' });
  });
});

describe('wan resume', () => {
  it('with nothing to do is exit 0 and says nothing on stdout', async () => {
    const { run } = await openCounter();
    expect(await run('resume')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('without ids submits nothing, and names what was never sent', async () => {
    const { run, planJob } = await openCounter();
    await planJob('j_one');
    const ended = await run('resume');
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toContain('wan resume r_j_one');
    expect((await run('explain', 'j_one', '--json')).document().data).toMatchObject({
      status: 'planned',
      timeline: [],
    });
  });
});

describe('wan cancel', () => {
  it('withdraws a job that was never sent, without asking anybody', async () => {
    const { run, planJob } = await openCounter();
    await planJob('j_one');
    const ended = await run('cancel', 'j_one', '--json');
    expect(ended.document().jobs).toMatchObject([{ id: 'j_one', status: 'cancelled', cost: { actual: null } }]);
    expect((await run('resume', '--json')).document().jobs).toEqual([]);
  });

  it('without an id is a usage error', async () => {
    const { run } = await openCounter();
    expect(await run('cancel')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});

describe('wan generate --dry-run', () => {
  const dryRun = ['generate', 'hero.png', '-p', 'slow dolly in', '--provider', 'local', '--dry-run'] as const;

  it('tells what would be made and what it costs, and writes nothing down', async () => {
    const { run, cwd } = await openCounter();
    const ended = await run(...dryRun, '-c', '2', '-s', '2147483647', '-o', 'clip.mp4');
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('local animatic');
    expect(ended.stdout).toContain(`render: ${cwd}/clip-1.mp4  seed 2147483647  $0.00`);
    expect(ended.stdout).toContain(`render: ${cwd}/clip-2.mp4  seed 0  $0.00`);
    expect(ended.stdout).toMatch(/^total \$0\.00/m);
    expect(existsSync(`${cwd}/clip-1.mp4`)).toBe(false);
    expect((await run('jobs', '--json')).document().data).toEqual([]);
  });

  it('names the origin of every value', async () => {
    const { run, write } = await openCounter({ WAN_PROVIDER: 'local' });
    write('.wanrc.json', '{ "defaults": { "aspectRatio": "9:16", "fps": 24 } }');
    write('presets/mine.json', '{ "fps": 30, "duration": 3, "resolution": "480p" }');
    const ended = await run('generate', 'hero.png', '-p', 'pan', '--preset', 'mine', '-d', '2', '--dry-run', '--json');
    const { data } = ended.document();
    expect(data).toMatchObject({
      requests: [
        {
          request: { fps: 30, duration: 2, resolution: '480p', aspectRatio: '9:16', provider: 'local' },
          origins: {
            prompt: 'flag --prompt',
            duration: 'flag --duration',
            fps: expect.stringMatching(/^preset mine/),
            aspectRatio: expect.stringMatching(/^project .*\.wanrc\.json$/),
            provider: 'environment WAN_PROVIDER',
          },
        },
      ],
    });
  });

  it('keeps what is falsy: seed 0 and a switch turned off', async () => {
    const { run } = await openCounter({ FAL_KEY: 'not-used' });
    const words = ['--provider', 'fal', '-m', 'wan-2.2', '-s', '0', '--no-expand-prompt', '--no-safety-checker'];
    const ended = await run('generate', 'hero.png', '-p', 'x', ...words, '--dry-run', '--json');
    expect(ended.document().data).toMatchObject({
      requests: [{ body: { seed: 0, enable_prompt_expansion: false, enable_safety_checker: false } }],
    });
  });
});
