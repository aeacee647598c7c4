import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { falKey, startFal } from '../../simulators/fal.js';
import { openClinic } from './clinic.js';

const init = ['config', 'init', '--offline'] as const;

describe('wan config init without a terminal', () => {
  it('asks nothing, and names the flags that it needs', async () => {
    const clinic = openClinic();
    const { exitCode, stdout, stderr } = await clinic.desk.run(...init);
    expect([exitCode, stdout]).toEqual([2, '']);
    for (const flag of ['--provider', '--bucket', '--budget-per-run', '--budget-per-day', '--yes'])
      expect(stderr).toContain(flag);
    expect(clinic.read(join(clinic.cwd, '.wanrc.json'))).toBeUndefined();
  });

  it('writes what the flags say, which every command then reads', async () => {
    const clinic = openClinic();
    const flags = ['--provider', 'local', '--bucket', 'clips', '--region', 'eu-central-1', '--budget-per-run', '2.50'];
    const run = await clinic.desk.run(...init, ...flags, '--json');
    const file = join(clinic.cwd, '.wanrc.json');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.document().data).toMatchObject({ file });
    expect(JSON.parse(clinic.read(file) ?? '')).toEqual({
      $schema: expect.stringMatching(/presets\/schema\/config\.schema\.json$/),
      provider: 'local',
      budget: { perRun: 2.5 },
      bucket: { name: 'clips', region: 'eu-central-1' },
    });
    const shown = await clinic.desk.run('config');
    expect(shown.stdout).toContain(`provider\tlocal\tproject ${file}\n`);
    expect(shown.stdout).toContain(`budget.perRun\t2.5\tproject ${file}\n`);
  });

  it('chooses nothing with --yes', async () => {
    const clinic = openClinic();
    expect((await clinic.desk.run(...init, '--yes')).exitCode).toBe(0);
    expect(Object.keys(JSON.parse(clinic.read(join(clinic.cwd, '.wanrc.json')) ?? ''))).toEqual(['$schema']);
  });

  it('says how to set the key that is missing, which is no fault of the file', async () => {
    const { exitCode, stdout } = await openClinic().desk.run(...init, '--provider', 'fal');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('export FAL_KEY=');
    expect(stdout).toContain('FAL_KEY_FILE=<path>');
  });

  it('tries the key: one that is refused ends with exit 4, the file written', async () => {
    const fal = await startFal();
    onTestFinished(() => fal.close());
    const clinic = openClinic({ FAL_KEY: 'wrong-key-0123456789', WAN_FAL_BASE_URL: fal.url });
    const refused = await clinic.desk.run('config', 'init', '--provider', 'fal');
    expect(refused.exitCode).toBe(4);
    expect(clinic.read(join(clinic.cwd, '.wanrc.json'))).toContain('"fal"');
    const right = openClinic({ FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url });
    const accepted = await right.desk.run('config', 'init', '--provider', 'fal');
    expect(accepted.stdout).toContain('accepted (FAL_KEY)');
    expect(right.read(join(right.cwd, '.wanrc.json'))).not.toContain(falKey);
  });
});

describe('a file that is there', () => {
  it('is kept, unless --overwrite replaces it, faulty or not', async () => {
    const clinic = openClinic();
    clinic.writeProject('{ "speed": 1 }');
    const kept = await clinic.desk.run(...init, '--yes', '--json');
    expect(kept).toMatchObject({ exitCode: 2 });
    expect(kept.document().error).toMatchObject({
      code: 'output.conflict',
      hint: expect.stringContaining('--overwrite'),
    });
    expect(clinic.read(join(clinic.cwd, '.wanrc.json'))).toBe('{ "speed": 1 }');
    expect((await clinic.desk.run(...init, '--provider', 'local', '--overwrite')).exitCode).toBe(0);
    expect(clinic.read(join(clinic.cwd, '.wanrc.json'))).toContain('"provider": "local"');
  });
});

describe('the power of a project file', () => {
  it.each([
    ['--endpoint', 'https://s3.example'],
    ['--key-variable', 'MY_FAL'],
    ['--budget-per-run', '5'],
  ])('does not reach %s, and nothing is written', async (flag, value) => {
    const clinic = openClinic();
    clinic.writeUser({ budget: { perRun: 1 } });
    const run = await clinic.desk.run(...init, '--provider', 'fal', '--bucket', 'clips', flag, value, '--json');
    expect(run.exitCode).toBe(2);
    expect(run.document().error).toMatchObject({ code: 'config.power', hint: expect.stringContaining('--user') });
    expect(clinic.read(join(clinic.cwd, '.wanrc.json'))).toBeUndefined();
  });

  it('is not needed with --user, which writes the own file', async () => {
    const clinic = openClinic();
    const flags = [
      '--provider',
      'fal',
      '--bucket',
      'clips',
      '--endpoint',
      'https://s3.example',
      '--key-variable',
      'MY_FAL',
    ];
    const run = await clinic.desk.run(...init, ...flags, '--user');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(clinic.read(join(clinic.userDirectory, 'config.json')) ?? '')).toMatchObject({
      provider: 'fal',
      bucket: { name: 'clips', endpoint: 'https://s3.example' },
      providers: { fal: { keyVariable: 'MY_FAL' } },
    });
    expect(run.stdout).toContain('export MY_FAL=');
  });
});

describe('flags of wan config init', () => {
  it('never take a key, and do not repeat one that was given', async () => {
    const { exitCode, stderr } = await openClinic().desk.run(
      ...init,
      '--provider',
      'fal',
      '--key-variable',
      'r8_secret',
      '--user',
    );
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('r8_secret');
  });

  it.each([
    [['config', '--provider', 'fal'], '--provider belongs to wan config init'],
    [['config', 'path', '--user'], '--user belongs to wan config init'],
    [['config', 'init', '--region', 'x', '--yes'], 'belong to a bucket'],
    [['config', 'init', '--provider', 'fall'], 'unknown provider fall'],
    [['config', 'start'], 'wan config start: not understood'],
    [['config', 'init', '--user', '--bucket', 'b', '--yes'], 'bucket.name: must be a bucket name'],
    [['config', 'init', '--user', '--bucket', '', '--yes'], 'bucket.name: must be a bucket name'],
    [['config', 'init', '--user', '--bucket', 'clips', '--endpoint', 'here', '--yes'], 'bucket.endpoint: '],
  ])('are checked: %j', async (argv, words) => {
    const { desk, read, userDirectory } = openClinic();
    const { exitCode, stderr } = await desk.run(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(read(join(userDirectory, 'config.json'))).toBeUndefined();
  });
});
