import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commandTable } from '../../../src/cli/command-table.js';
import { openCounter } from './counter.js';

const named = z.array(z.looseObject({ name: z.string() }));
const keyed = z.array(z.object({ key: z.string(), value: z.unknown(), origin: z.string() }));

describe('wan models', () => {
  it('lists every endpoint with its price and the date of it', async () => {
    const { run } = await openCounter();
    const { stdout } = await run('models');
    expect(stdout).toMatch(/^local\tall portable names\tanimatic\t.*\t\d{4}-\d\d-\d\d$/m);
    expect(stdout).toMatch(/^fal\t[^\t]*wan-2\.2-turbo/m);
    const data = z
      .array(z.looseObject({ provider: z.string() }))
      .parse((await run('models', '--json')).document().data);
    expect(data).toHaveLength(stdout.trimEnd().split('\n').length);
  });

  it('lists those of one provider', async () => {
    const { run } = await openCounter();
    const { stdout } = await run('models', '--provider', 'replicate');
    expect(
      new Set(
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => line.split('\t')[0]),
      ),
    ).toEqual(new Set(['replicate']));
  });

  it.each([
    [['wan-2.2-turbo'], /^fal fal-ai\/wan.*turbo/m],
    [['fal:wan-2.2'], /^fal fal-ai\/wan/],
    [['wan-2.2', '--provider', 'local'], /^local animatic/],
    [['fal-ai/wan/v2.2-a14b/image-to-video'], /--resolution.*480p/],
  ])('shows %j with its options', async (words, says) => {
    const { run } = await openCounter();
    const { exitCode, stdout } = await run('models', 'show', ...words);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(says);
    expect(stdout).toMatch(/facts: .*, \d{4}-\d\d-\d\d/);
  });

  it.each([
    [['show', 'wan-2.2-trubo'], /did you mean.*wan-2\.2-turbo/],
    [['show', 'wan-9', '--provider', 'local'], /local has no model "wan-9"/],
    [['show'], /models show: not understood/],
    [['--provider', 'fla'], /unknown provider fla.*did you mean.*fal/],
  ])('refuses %j', async (words, says) => {
    const { run } = await openCounter();
    const ended = await run('models', ...words);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(says);
  });
});

describe('wan providers', () => {
  it('tells which keys are set, and never what they are', async () => {
    const { run } = await openCounter({ FAL_KEY: 'a-very-secret-key' });
    const { stdout } = await run('providers');
    expect(stdout).toMatch(/^fal\tFAL_KEY.*\tyes\t/m);
    expect(stdout).toMatch(/^replicate\tREPLICATE_API_TOKEN\tno\t/m);
    expect(stdout).toMatch(/^local\tnone needed\t-\t/m);
    expect(stdout + (await run('providers', '--json')).stdout).not.toContain('a-very-secret-key');
  });
});

describe('wan presets', () => {
  const shipped = [
    'ab-seeds',
    'cinematic-720p',
    'first-last-frame',
    'lora-character',
    'product-turntable',
    'social-vertical',
    'storyboard-animatic',
  ];

  it('lists the shipped ones, each with its description', async () => {
    const { run } = await openCounter();
    const data = named.parse((await run('presets', '--json')).document().data);
    expect(data.map(({ name }) => name)).toEqual(shipped);
    for (const { description } of data) expect(description).toMatch(/^(?!broken)\S/);
  });

  it('lists a broken one with what is wrong with it', async () => {
    const { run, write } = await openCounter();
    write('presets/mine.json', '{ "resolutoin": "480p" }');
    const { exitCode, stdout } = await run('presets');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^mine\tproject\tbroken: .*mine\.json:1:3: resolutoin/m);
  });

  it('shows one resolved, with the origin of each value', async () => {
    const { run } = await openCounter();
    const { stdout } = await run('presets', 'show', 'ab-seeds');
    expect(stdout).toMatch(/seed = 1 {2}\(.*ab-seeds/);
    expect(stdout).toMatch(/resolution = "480p" {2}\(.*storyboard-animatic/);
  });

  it.each([
    [['show', 'social-vertcal'], /did you mean.*social-vertical/],
    [['show'], /presets show: not understood/],
  ])('refuses %j', async (words, says) => {
    const { run } = await openCounter();
    const ended = await run('presets', ...words);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toMatch(says);
  });
});

describe('wan config', () => {
  it('names the origin of every value', async () => {
    const { run, write, cwd } = await openCounter({ WAN_MODEL: 'wan-2.5' });
    write('.wanrc.json', '{ "defaults": { "resolution": "480p" }, "confirmAbove": 0.5 }');
    const values = new Map(keyed.parse((await run('config', '--json')).document().data).map((row) => [row.key, row]));
    const project = `project ${join(cwd, '.wanrc.json')}`;
    expect(values.get('model')).toMatchObject({ value: 'wan-2.5', origin: 'environment WAN_MODEL' });
    expect(values.get('confirmAbove')).toMatchObject({ value: 0.5, origin: project });
    expect([...values.values()]).toContainEqual(expect.objectContaining({ value: '480p', origin: project }));
    expect(values.get('provenance')).toMatchObject({ value: 'embed', origin: 'default' });
  });

  it('path names the files and directories in use', async () => {
    const { run, write, cwd, state } = await openCounter();
    write('wan.config.yaml', 'model: wan-2.2\n');
    expect((await run('config', 'path', '--json')).document().data).toMatchObject({
      project: join(cwd, 'wan.config.yaml'),
      user: null,
      state,
    });
    expect((await run('config', 'path')).stdout).toContain(`state\t${state}\n`);
  });

  it('warns about a config that would have to be run, and does not run it', async () => {
    const { run, write } = await openCounter();
    write('.wanrc.js', 'throw new Error("it ran");');
    const { exitCode, stderr } = await run('config');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/warning: .*\.wanrc\.js/);
  });

  it.each([['{ "safetyCheker": true }'], ['{ "model": }'], ['[1]']])('refuses %s', async (text) => {
    const { run, write } = await openCounter();
    write('.wanrc.json', text);
    const ended = await run('config', '--json');
    expect(ended.exitCode).toBe(2);
    expect(ended.document().error).toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining('.wanrc.json'),
    });
  });

  it.each([
    ['{ "defaults": { "safetyChecker": false } }'],
    ['{ "ffmpegPath": "./ffmpeg" }'],
    ['{ "providers": { "fal": { "baseUrl": "https://example.com" } } }'],
  ])('gives a project file no power: %s', async (text) => {
    const { run, write } = await openCounter();
    write('.wanrc.json', text);
    const ended = await run('config', '--json');
    expect(ended.document().error?.code).toBe('config.power');
    expect((await run('config', '--trust-project')).exitCode).toBe(0);
  });
});

describe('--json', () => {
  const commandLines: readonly (readonly string[])[] = [
    ['jobs'],
    ['models'],
    ['providers'],
    ['presets'],
    ['config'],
    ['config', 'path'],
    ['resume'],
    ['generate', 'hero.png', '-p', 'x', '--provider', 'local', '--dry-run'],
    ['generate'],
    ['generate', 'hero.png', '--nonsense'],
    ['explain'],
    ['cancel', 'j_nope'],
    ['nonsense'],
    ['models', 'show', 'nonsense'],
  ];

  it.each(commandLines.map((words) => [words]))(
    'of %j is one document whose exit code is the process’s',
    async (words) => {
      const { run } = await openCounter();
      const ended = await run(...words, '--json');
      const document = ended.document();
      expect(document).toMatchObject({ version: 1, ok: ended.exitCode === 0, exitCode: ended.exitCode, film: null });
      expect(Object.keys(document).sort()).toEqual(
        ['command', 'data', 'error', 'exitCode', 'film', 'jobs', 'ok', 'run', 'totals', 'version'].sort(),
      );
      expect(document.error === null).toBe(ended.exitCode === 0);
    },
  );

  it('with a value is an error in one document, as lines too', async () => {
    const { run } = await openCounter();
    const told = { exitCode: 2, error: { code: 'usage.unknown-option' } };
    expect((await run('generate', '--json=foo')).document()).toMatchObject(told);
    expect((await run('generate', '--jsonl=')).document()).toMatchObject({ type: 'result', ...told });
  });

  it('before the command that is to be planned is told from a command', async () => {
    const { run } = await openCounter();
    expect((await run('plan', '--json')).document().error).toMatchObject({
      message: 'a command is missing before --json',
      hint: 'wan plan generate --json ...',
    });
  });

  it.each(commandLines.map((words) => [words]))('of %j as lines ends with the same document', async (words) => {
    const { run } = await openCounter();
    const ended = await run(...words, '--jsonl');
    const events = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ type: 'result', version: 1, exitCode: ended.exitCode });
    expect(events.filter((event) => event.type === 'result')).toHaveLength(1);
  });
});

describe('the help', () => {
  it.each(commandTable.map(({ name }) => [name]))('of %s needs no ledger', async (name) => {
    const { run } = await openCounter({ WAN_STATE_DIR: '/dev/null/nowhere' });
    const { exitCode, stdout, stderr } = await run(name, '--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Examples?:/);
  });
});
