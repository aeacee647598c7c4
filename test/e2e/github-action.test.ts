import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSteps, filledIn, renderAction, renderFolder, renderStep, workflows } from './github-files.js';
import { documentOf, type Ended, program, root, start } from './program.js';
import { createWorkplace, decodedFrames, pathOf } from './workplace.js';

const manifest = join('presets', 'samples', 'rows.csv');

/** A job of a workflow: a checkout to work in, and the files that GitHub hands over. */
async function createJob(options: { gated?: boolean } = {}) {
  const place = await createWorkplace(options);
  const temporary = join(place.cwd, '..', 'runner');
  mkdirSync(temporary, { recursive: true });
  cpSync(join(root, 'presets', 'samples'), join(place.cwd, 'presets', 'samples'), { recursive: true });
  const output = join(temporary, 'output');
  const summary = join(temporary, 'summary');
  const wan = [process.execPath, program].join('\n');
  /** Starts a step's script, with the environment that it names. */
  const begin = (name: string, inputs: Readonly<Record<string, string>> = {}) => {
    const step = renderStep(name);
    const defaults = Object.entries(renderAction.inputs).map(([key, input]) => [key, input.default ?? '']);
    const given = { ...Object.fromEntries(defaults), manifest, provider: 'local', 'max-cost': '0', wan, ...inputs };
    const known = Object.fromEntries(Object.entries(given).map(([key, value]) => [`inputs.${key}`, String(value)]));
    const env = Object.fromEntries(
      Object.entries(step.env).map(([key, value]) => [key, filledIn(value, { ...known, 'runner.temp': temporary })]),
    );
    for (const file of [output, summary]) writeFileSync(file, '');
    return start(pathOf('bash'), ['-e', '-o', 'pipefail', '-c', step.run ?? ''], {
      ...place,
      env: {
        ...place.env,
        WAN_CACHE_DIR: undefined,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: renderFolder,
        GITHUB_RUN_ID: '17',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        ...env,
      },
    });
  };
  return {
    ...place,
    begin,
    run: (name: string, inputs?: Readonly<Record<string, string>>): Promise<Ended> => begin(name, inputs).ended,
    outputs: () => parseOutputs(readFileSync(output, 'utf8')),
    result: () => documentOf({ stdout: readFileSync(join(temporary, 'wan-render', 'result.json'), 'utf8') }),
    report: () => readFileSync(join(temporary, 'wan-render', 'report.html'), 'utf8'),
    summary: () => readFileSync(summary, 'utf8'),
    /** Everything in the folders that the step could have written to by accident. */
    strays: () => [...readdirSync(place.cwd), ...readdirSync(temporary)],
  };
}

/** `name=value` lines, and values between `name<<word` and the word. */
function parseOutputs(text: string): Record<string, string> {
  const several = [...text.matchAll(/^([\w-]+)<<(.+)\n([\s\S]*?)^\2$/gm)].map(([, name = '', , value = '']) => [
    name,
    value,
  ]);
  const single = [...text.matchAll(/^([\w-]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries([...single, ...several]);
}

describe('every step of the workflows and of the action', () => {
  it.each(allSteps.filter(([, { uses }]) => uses !== undefined))('%s is pinned', (_name, { uses = '' }) => {
    expect(uses).toMatch(/^(?:\.\/[\w./-]+|[\w-]+\/[\w./-]+@[0-9a-f]{40})$/);
  });

  it.each(allSteps.filter(([, { run }]) => run !== undefined))(
    '%s has no expression in its script',
    (_name, { run }) => {
      expect(run).not.toContain('${{');
    },
  );

  it.each(allSteps.filter(([, { uses }]) => uses?.startsWith('actions/checkout@')))(
    '%s leaves no token behind',
    (_name, step) => {
      expect(step.with['persist-credentials']).toBe(false);
    },
  );
});

describe.each(workflows)('the workflow $file', ({ on, permissions, concurrency, jobs }) => {
  it('may read the contents and nothing else', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.values(jobs).map((job) => job.permissions)).toEqual(Object.keys(jobs).map(() => undefined));
  });

  it('runs once at a time in its group, for a limited time', () => {
    expect(concurrency.group).not.toBe('');
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });

  it('never runs the code of a fork with the rights of this repository', () => {
    expect(JSON.stringify(on)).not.toContain('pull_request_target');
  });

  it('lets a run that renders end before the next begins', () => {
    const renders = Object.values(jobs).some(({ steps }) =>
      steps.some(({ uses }) => uses?.includes('/actions/render')),
    );
    if (renders) expect(concurrency['cancel-in-progress']).toBe(false);
  });
});

describe('the action', () => {
  const fromHere =
    "github.event_name != 'pull_request' && github.event_name != 'pull_request_target' || " +
    'github.event.pull_request.head.repo.full_name == github.repository';

  it('takes no ledger from a fork, and lets a fork leave none', () => {
    expect(renderStep('Restore the ledger').if).toBe(fromHere);
    expect(renderStep('Save the ledger').if).toContain(`&& (${fromHere})`);
  });

  it.each(['Save the ledger', 'Keep clips and report'])('does "%s" after a failed or cancelled run too', (name) => {
    expect(renderStep(name).if).toMatch(/^always\(\) && /);
  });

  it('saves the ledger under the key that it was restored for', () => {
    const [restore, save] = [renderStep('Restore the ledger').with, renderStep('Save the ledger').with];
    expect(save).toEqual({ path: restore.path, key: restore.key });
    expect(renderStep('Render').env.WAN_STATE_DIR).toBe(restore.path);
  });

  it('begins a new ledger unless one is expected', () => {
    expect(renderStep('Restore the ledger').with['fail-on-cache-miss']).toBe('${{ inputs.expect-ledger }}');
    expect(renderAction.inputs['expect-ledger']?.default).toBe('false');
    expect(renderStep('Render').if).toBeUndefined();
  });

  it('runs the version that it belongs to', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(renderAction.inputs.wan?.default).toBe(`npx\n--yes\nwan-cli@${version}\n`);
  });

  it('is called by the workflows with inputs that it has, and with all that it needs', () => {
    const calls = allSteps.filter(([, { uses }]) => uses === './.github/actions/render');
    expect(calls).not.toEqual([]);
    const needed = Object.entries(renderAction.inputs).filter(([, { required }]) => required);
    for (const [name, call] of calls) {
      expect(Object.keys(renderAction.inputs), name).toEqual(expect.arrayContaining(Object.keys(call.with)));
      expect(Object.keys(call.with), name).toEqual(expect.arrayContaining(needed.map(([key]) => key)));
    }
  });
});

describe('naming the ledger', () => {
  it('gives keys that no other name begins, never the same twice', async () => {
    const job = await createJob();
    const keys: (string | undefined)[] = [];
    for (const ledger of ['films', 'films', 'films-2']) {
      expect(await job.run('Name the ledger', { ledger })).toMatchObject({ exitCode: 0 });
      const { prefix = '', key = '' } = job.outputs();
      expect(key.startsWith(prefix)).toBe(true);
      keys.push(key);
    }
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]?.startsWith('wan-ledger.films.')).toBe(false);
  });

  it.each(['', 'a.b', 'a,b', 'a\nprefix=other', '$(touch stray)', '---- '])('refuses %j', async (ledger) => {
    const job = await createJob();
    const ended = await job.run('Name the ledger', { ledger });
    expect(ended).toMatchObject({ exitCode: 2, stdout: '::error::ledger: letters, digits, - and _ only\n' });
    expect(job.outputs()).toEqual({});
    expect(job.strays()).not.toContain('stray');
  });
});

describe('the render step', () => {
  it('renders the sample manifest, reports it, and pays nothing for it again', async () => {
    const job = await createJob();
    const first = await job.run('Render');
    expect(first.exitCode, first.stderr).toBe(0);
    const clips = job.outputs().clips?.trimEnd().split('\n') ?? [];
    expect(clips.map((clip) => clip.replace(/-j_\w+\.mp4$/, ''))).toEqual([
      join(job.cwd, 'clips', 'lighthouse'),
      join(job.cwd, 'clips', 'lighthouse'),
    ]);
    for (const clip of clips) expect(decodedFrames(clip)).toBeGreaterThan(16);
    expect(job.outputs()).toMatchObject({
      'exit-code': '0',
      result: expect.stringMatching(/wan-render\/result\.json$/),
    });
    expect(/pan left, over the water/.test(job.report())).toBe(true);
    expect(job.summary()).toContain('pan left, over the water');
    const renders = job.renders().length;
    const second = await job.run('Render');
    expect(second.exitCode, second.stderr).toBe(0);
    expect(job.result().totals).toMatchObject({ jobs: 2, done: 2, reused: 2 });
    expect(job.renders()).toHaveLength(renders);
    expect(job.outputs().clips?.trimEnd().split('\n')).toEqual(clips);
  });

  it('marks each fault of a manifest where it stands, and renders nothing', async () => {
    const job = await createJob();
    writeFileSync(
      join(job.cwd, 'presets', 'samples', 'rows.csv'),
      'id,image,prompt,duration\na,lighthouse.jpg,pan left,soon\nb,lighthouse.jpg,pan left,2\nc,nowhere.jpg,pan left,2\n',
    );
    const ended = await job.run('Render');
    expect(ended.exitCode, ended.stderr).toBe(2);
    const marks = ended.stderr.split('\n').filter((line) => line.startsWith('::error '));
    expect(
      marks.some((line) => /^::error file=presets\/samples\/rows\.csv,line=2\b/.test(line)),
      ended.stderr,
    ).toBe(true);
    expect(job.outputs()).toMatchObject({ 'exit-code': '2', clips: '' });
    expect(job.renders()).toEqual([]);
  });

  it('says 127 when the program is not there', async () => {
    const job = await createJob();
    expect(await job.run('Render', { wan: 'no-such-program' })).toMatchObject({ exitCode: 127 });
    expect(job.outputs()).toMatchObject({ 'exit-code': '127', clips: '' });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'hands a cancelled run on to wan, which the next run continues (%s)',
    async (signal) => {
      const job = await createJob({ gated: true });
      const running = job.begin('Render');
      await expect.poll(() => job.renders()).not.toEqual([]);
      running.child.kill(signal);
      expect(await running.ended).toMatchObject({ exitCode: 143 });
      expect(job.outputs()).toMatchObject({ 'exit-code': '143' });
      expect(job.result()).toMatchObject({ exitCode: 143 });
      job.open();
      const next = await job.run('Render');
      expect(next.exitCode, next.stderr).toBe(0);
      expect(job.result().totals).toMatchObject({ jobs: 2, done: 2 });
      expect(job.renders()).toHaveLength(2);
    },
  );

  const hostile = [
    "'; touch stray; '",
    '"; touch stray; "',
    '$(touch stray)',
    '`touch stray`',
    'a\ntouch stray',
    '--force',
    '-',
  ];

  it.each(
    ['manifest', 'provider', 'max-cost', 'output'].flatMap((input) => hostile.map((value) => [input, value] as const)),
  )('takes the %s %j for a value', async (input, value) => {
    const job = await createJob();
    const ended = await job.run('Render', { [input]: value, arguments: '--dry-run' });
    expect(ended.exitCode, ended.stderr).toBeLessThanOrEqual(2);
    expect(ended.exitCode).not.toBe(1);
    expect(job.strays()).not.toContain('stray');
    expect(existsSync(join(job.cwd, 'clips'))).toBe(false);
    expect(Object.keys(job.outputs()).sort()).toEqual(['clips', 'exit-code', 'result']);
  });

  it('takes a line of arguments for one word', async () => {
    const job = await createJob();
    const ended = await job.run('Render', { arguments: '--dry-run\n-p\n$(touch stray); "pan left"\n' });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(JSON.stringify(job.result().data)).toContain('$(touch stray); \\"pan left\\"');
    expect(job.strays()).not.toContain('stray');
  });
});
