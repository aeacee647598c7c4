import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStudio, type Studio } from './studio.js';

const columns = 'id,image,prompt,seed';

function writeRows(studio: Studio, rows: readonly string[], header = columns): void {
  writeFileSync(join(studio.cwd, 'rows.csv'), `${[header, ...rows].join('\n')}\n`);
}

const batch = (studio: Studio, ...more: readonly string[]) =>
  studio.desk.run('batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json', ...more);

const three = ['a,hero.png,the lamp is lit,1', 'b,hero.png,"a gull, far off",', 'c,hero.png,waves,0'];

describe('wan batch', () => {
  it('renders every row once, and a second run of the same file costs nothing', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    const first = (await batch(studio)).document();
    expect(first.jobs.map(({ status, row }) => [status, row])).toEqual([
      ['done', 1],
      ['done', 2],
      ['done', 3],
    ]);
    expect(first.jobs[2]?.seed).toBe(0);
    const second = (await batch(studio)).document();
    expect(second.totals).toMatchObject({ done: 3, reused: 3, cost: { estimated: 0, actual: 0 } });
    expect(second.jobs.map(({ seed }) => seed)).toEqual(first.jobs.map(({ seed }) => seed));
    expect(studio.fal.billableSubmits).toBe(3);
  });

  it("does not replace a picture of any row, its own or another's, and pays nothing", async () => {
    for (const outputs of [
      ['a.mp4', 'pic.mp4'],
      ['pic.mp4', 'a.mp4'],
    ]) {
      const studio = await openStudio();
      const picture = join(studio.cwd, 'pic.mp4');
      copyFileSync(join(studio.cwd, 'hero.png'), picture);
      const rows = outputs.map((output, row) => `${row === 0 ? 'pic.mp4' : 'hero.png'},waves,${output}`);
      writeRows(studio, rows, 'image,prompt,output');
      const { error } = (await batch(studio, '--overwrite')).document();
      expect(error).toMatchObject({ code: 'output.conflict', message: `${picture} is one of the inputs` });
      expect([
        studio.fal.billableSubmits,
        readFileSync(picture).equals(readFileSync(join(studio.cwd, 'hero.png'))),
      ]).toEqual([0, true]);
    }
  });

  it('renders only what is new when a row is put in between', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    await batch(studio);
    writeRows(studio, [three[0] ?? '', 'x,hero.png,a boat,', ...three.slice(1)]);
    expect((await batch(studio)).document().totals).toMatchObject({ done: 4, reused: 3 });
    expect(studio.fal.billableSubmits).toBe(4);
  });

  it('draws the same seeds again for a run whose ledger is lost', async () => {
    const seeds = async () => {
      const studio = await openStudio();
      writeRows(studio, ['a,hero.png,waves,', 'b,hero.png,waves,']);
      return (await batch(studio)).document().jobs.map(({ seed }) => seed);
    };
    const [first, second] = [await seeds(), await seeds()];
    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(2);
  });

  it('refuses a manifest whole, naming every fault with its row, before anything is sent', async () => {
    const studio = await openStudio();
    writeRows(studio, ['hero.png,waves,12', 'gone.png,waves,', 'hero.png,waves,7'], 'image,prompt,duration');
    const run = await batch(studio);
    expect([run.exitCode, studio.fal.requests.length]).toEqual([2, 0]);
    const { error } = run.document();
    expect(error?.code).toBe('manifest.invalid');
    expect(error?.message.split('\n').map((line) => line.slice(0, 30))).toEqual([
      expect.stringContaining('rows.csv:2: row 1, duration'),
      expect.stringContaining('rows.csv:3: row 2'),
      expect.stringContaining('rows.csv:4: row 3, duration'),
    ]);
  });

  it('tells what the file and what the models have against it at once', async () => {
    const studio = await openStudio();
    writeRows(studio, ['hero.png,waves,abc,', 'hero.png,waves,,12', 'hero.png,waves,3,'], 'image,prompt,seed,duration');
    const { error } = (await batch(studio)).document();
    expect(error?.message.split('\n')).toEqual([
      expect.stringContaining('rows.csv:2: row 1, seed: "abc"'),
      expect.stringContaining('rows.csv:3: row 2, duration'),
    ]);
    expect(studio.fal.billableSubmits).toBe(0);
  });

  it.each([
    ['abc', 'seed: "abc" is not a number'],
    ['-1', 'seed: -1 is less than 0'],
    ['1.5', 'seed: 1.5 is not a whole number'],
  ])('looks at the rest of a row whose seed is %s', async (seed, reason) => {
    const studio = await openStudio();
    writeRows(studio, [`none.png,waves,${seed}`], 'image,prompt,seed');
    const { error } = (await batch(studio)).document();
    expect(error?.message.split('\n')).toEqual([
      `rows.csv:2: row 1, ${reason}`,
      expect.stringMatching(/^rows\.csv:2: row 1, image: .*none\.png" does not exist$/),
    ]);
  });

  it('tells everything that is wrong with a row at once, in the words of its columns', async () => {
    const studio = await openStudio();
    const header = 'Image,prompt,duration,end image,seed,output';
    writeRows(studio, ['none.png,x,99,gone.png,99999999999,{shoot}.mp4'], header);
    const local = await studio.desk.run('batch', 'rows.csv', '--provider', 'local', '--json');
    expect(local.document().error?.message.split('\n')).toEqual([
      'rows.csv:2: row 1, duration: must be 1 to 60, not 99 (nearest is 60)',
      'rows.csv:2: row 1, seed: must be 0 to 2147483647, not 99999999999 (nearest is 2147483647)',
      expect.stringMatching(/^rows\.csv:2: row 1, output: unknown \{shoot\}/),
      expect.stringMatching(/^rows\.csv:2: row 1, Image: .*none\.png" does not exist \(check the path\)$/),
      expect.stringMatching(/^rows\.csv:2: row 1, end image: .*gone\.png" does not exist \(check the path\)$/),
    ]);
  });

  it('names every missing file of a row, and the matrix or flag that says what a model does not take', async () => {
    const studio = await openStudio();
    writeRows(studio, ['none.png,x,gone.png'], 'image,prompt,endImage');
    const missing = await batch(studio, '-m', 'wan-2.7');
    expect(missing.document().error?.message.split('\n')).toEqual([
      expect.stringMatching(/row 1, image: .*none\.png/),
      expect.stringMatching(/row 1, endImage: .*gone\.png/),
    ]);
    writeRows(studio, ['hero.png,x'], 'image,prompt');
    const matrix = await batch(studio, '--matrix', 'resolution=9p');
    expect(matrix.document().error?.message).toMatch(/^rows\.csv:2: row 1, --matrix resolution: must be .* not 9p$/);
    const flag = await batch(studio, '-r', '9p');
    expect(flag.document().error?.message).toMatch(/^rows\.csv:2: row 1: --resolution must be .* not 9p$/);
  });

  it('sends a picture that was given as a list to the command for one', async () => {
    const { desk, cwd } = await openStudio();
    copyFileSync(join(cwd, 'hero.png'), join(cwd, 'a $HOME.png'));
    const { exitCode, stderr } = await desk.run('batch', 'a $HOME.png', '--provider', 'local');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("for one picture: wan generate 'a $HOME.png'")]);
  });

  it('names clips by their files as they go on, and says why a second run makes none', async () => {
    const studio = await openStudio();
    writeRows(studio, ['a,hero.png,waves,1', 'b,hero.png,waves,2']);
    const words = ['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '-o', '{row.id}.mp4'];
    const detached = await studio.desk.run(...words, '--detach');
    expect(detached.stderr).toMatch(/^a\.mp4: submitted to fal .*$/m);
    expect(detached.stderr).toMatch(/^b\.mp4: submitted to fal .*$/m);
    const resumed = await studio.desk.run('resume');
    expect(resumed.stderr).toMatch(/^b\.mp4: done/m);
    expect(resumed.stderr).not.toMatch(/^j_\w+: /m);
    const again = await studio.desk.run(...words);
    expect(again.stderr).toMatch(/^a\.mp4: reused j_\w+, done \d{4}-\d\d-\d\d, \$0\.00$/m);
  });

  it('dates the prices of a forecast of several rows', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    const told = await studio.desk.run('estimate', 'batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo');
    expect(told.stdout).toMatch(/^fal: 3 to render, \$0\.30, prices as of \d{4}-\d\d-\d\d$/m);
  });

  it('puts files that rows name into the folder of --output', async () => {
    const studio = await openStudio();
    writeRows(studio, ['hero.png,waves,one.mp4'], 'image,prompt,output');
    await batch(studio, '-o', 'clips/');
    expect(studio.exists('clips/one.mp4')).toBe(true);
  });

  it('lists a row that failed before and sends it once more only when asked to', async () => {
    const studio = await openStudio();
    writeRows(studio, three.slice(0, 2));
    studio.fal.fail({ on: 'submit', times: 1, how: { kind: 'task-failed' } });
    const failed = await batch(studio);
    expect(failed.document().totals).toMatchObject({ done: 1, failed: 1 });
    const again = await batch(studio);
    expect([again.exitCode, studio.fal.billableSubmits]).toEqual([3, 2]);
    const hints = [failed, again].map((run) => run.document().jobs.find(({ error }) => error !== null)?.error?.hint);
    for (const hint of hints) expect(hint).toMatch(/--retry-failed .* --force would pay for every row again$/);
    expect(again.document().totals).toMatchObject({ done: 1, reused: 1, failed: 1 });
    const retried = await batch(studio, '--retry-failed');
    expect([retried.exitCode, studio.fal.billableSubmits]).toEqual([0, 3]);
  });

  it('multiplies rows by a matrix, and tells flag and axis apart', async () => {
    const studio = await openStudio();
    writeRows(studio, ['a,hero.png,waves,']);
    const run = await batch(studio, '--matrix', 'seed=1..3', '-o', '{row.id}-{seed}.mp4');
    expect(run.document().jobs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(['a-1.mp4', 'a-2.mp4', 'a-3.mp4'].every(studio.exists)).toBe(true);
    const twice = await batch(studio, '--matrix', 'seed=1..3', '-s', '4');
    expect([twice.exitCode, twice.document().error?.message]).toEqual([2, 'seed is set by a flag and by --matrix']);
    const raw = ['--matrix', 'set.num_frames=17,33', '--set', 'num_frames=17'];
    expect((await batch(studio, ...raw)).document().error?.message).toBe(
      'set.num_frames is set by a flag and by --matrix',
    );
  });

  it('refuses a flag that makes the variants of a row equal, which would be paid for one by one', async () => {
    const studio = await openStudio();
    writeRows(studio, ['a,hero.png,waves,1..3', 'b,hero.png,waves,4']);
    const run = await batch(studio, '-s', '9');
    expect([run.exitCode, studio.fal.billableSubmits]).toEqual([2, 0]);
    expect(run.document().error).toMatchObject({
      code: 'manifest.invalid',
      message: 'rows.csv:2: row 1, seed: varies, but --seed is the same for all of its clips',
      hint: 'leave one of them out',
    });
    writeRows(studio, ['a,hero.png,waves,1', 'b,hero.png,waves,4']);
    expect((await batch(studio, '-s', '9')).document().jobs.map(({ seed }) => seed)).toEqual([9, 9]);
  });

  it('keeps a cap over all rows together', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    const refused = await batch(studio, '--max-cost', '0.25');
    expect([refused.exitCode, studio.fal.billableSubmits]).toEqual([10, 0]);
    const spent = await batch(studio, '--max-cost', '0.25', '--until-cap');
    expect([spent.exitCode, studio.fal.billableSubmits]).toEqual([10, 2]);
  });

  it('takes no --until-cap without a cap', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    const run = await batch(studio, '--until-cap');
    expect([run.exitCode, run.document().error?.message, studio.fal.billableSubmits]).toEqual([
      2,
      '--until-cap was given, but no cap is set',
      0,
    ]);
  });

  it.each(['hero.png/report.md', 'report.txt', '.', 'rows.csv'])('pays nothing for a report at %s', async (report) => {
    const studio = await openStudio();
    writeRows(studio, three);
    const run = await batch(studio, '--report', report);
    expect([run.exitCode, run.document().jobs, studio.fal.billableSubmits]).toEqual([2, [], 0]);
  });

  it('replaces no manifest by its report', async () => {
    const studio = await openStudio();
    const text = '[{ "image": "hero.png", "prompt": "waves" }]';
    writeFileSync(join(studio.cwd, 'rows.json'), text);
    const flags = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '--json', '--report', './rows.json'];
    const run = await studio.desk.run('batch', 'rows.json', ...flags);
    expect([run.exitCode, run.document().error?.code, studio.fal.billableSubmits]).toEqual([2, 'output.conflict', 0]);
    expect(readFileSync(join(studio.cwd, 'rows.json'), 'utf8')).toBe(text);
  });

  it('tells the whole cost without sending or writing anything', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    const told = await studio.desk.run(
      'estimate',
      'batch',
      'rows.csv',
      '--provider',
      'fal',
      '-m',
      'wan-2.2-turbo',
      '--json',
    );
    expect([told.exitCode, studio.fal.billableSubmits]).toEqual([0, 0]);
    expect(studio.fal.requests.filter(({ path }) => !path.includes('pricing'))).toEqual([]);
    expect(told.document()).toMatchObject({ command: 'estimate', data: { totals: { render: 3, usd: 0.3 } } });
  });
});

describe('wan adopt --since --manifest', () => {
  it('finds the jobs of a batch again whose ledger is lost, and the batch then costs nothing', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    await batch(studio, '-o', '{row.id}.mp4');
    rmSync(studio.state, { recursive: true });
    for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) rmSync(join(studio.cwd, name));
    const flags = ['-m', 'wan-2.2-turbo', '-o', '{row.id}.mp4', '--json'];
    const adopted = await studio.desk.run('adopt', 'fal', '--since', '24h', '--manifest', 'rows.csv', ...flags);
    expect(adopted.document()).toMatchObject({ exitCode: 0, totals: { done: 3 } });
    expect(['a.mp4', 'b.mp4', 'c.mp4'].every(studio.exists)).toBe(true);
    const again = await batch(studio, '-o', '{row.id}.mp4');
    expect([again.document().totals.reused, studio.fal.billableSubmits]).toEqual([3, 3]);
  });

  it('gives equal rows one of their jobs each, as their clips are interchangeable', async () => {
    const studio = await openStudio();
    writeRows(studio, ['a,hero.png,waves,5', 'b,hero.png,waves,5']);
    await batch(studio, '-o', '{row.id}.mp4');
    rmSync(studio.state, { recursive: true });
    for (const name of ['a.mp4', 'b.mp4']) rmSync(join(studio.cwd, name));
    const flags = ['-m', 'wan-2.2-turbo', '-o', '{row.id}.mp4', '--json'];
    const adopted = await studio.desk.run('adopt', 'fal', '--since', '24h', '--manifest', 'rows.csv', ...flags);
    expect([adopted.exitCode, adopted.document().totals.jobs]).toEqual([0, 2]);
    expect(['a.mp4', 'b.mp4'].every(studio.exists)).toBe(true);
    await batch(studio, '-o', '{row.id}.mp4');
    expect(studio.fal.billableSubmits).toBe(2);
  });

  it('needs to know how far back', async () => {
    const studio = await openStudio();
    writeRows(studio, three);
    expect((await studio.desk.run('adopt', 'fal', '--manifest', 'rows.csv', '--json')).exitCode).toBe(2);
  });
});
