import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { providerBenches } from '../../providers/provider-benches.js';
import type { FaultRule } from '../../simulators/kit/fault.js';
import { findSecret } from '../../support/find-secret.js';
import { everyFormOf, openNotedDesk, refusalOf } from './noted-desk.js';

const keyed = providerBenches.filter(({ key }) => Object.keys(key).length > 0);

/** Everything that goes wrong with words in it, each with this text in all of them. */
function faultsWith(text: string): readonly FaultRule[] {
  const body = refusalOf(text);
  return [
    { on: 'submit', how: { kind: 'http', status: 401, body } },
    { on: 'submit', how: { kind: 'http', status: 422, body } },
    { on: 'submit', how: { kind: 'moderated-at-submit' } },
    { on: 'submit', how: { kind: 'http-after-acceptance', status: 500, body } },
    { on: 'status', how: { kind: 'http', status: 500, body }, times: 3 },
    { on: 'submit', how: { kind: 'task-failed', message: text, type: text } },
    { on: 'status', how: { kind: 'unknown-status-word', word: text } },
    { on: 'upload', how: { kind: 'http', status: 403, body } },
  ];
}

/** What is asked about clips afterwards, by commands that know no key. */
const questions = [
  ['resume', '--debug', '--json'],
  ['jobs'],
  ['jobs', '--json'],
  ['gallery', '-o', 'gallery.html'],
  ['audit', '--json'],
  ['spend', '--json'],
  ['config', '--json'],
] as const;

/** As `wan jobs --json` names them. */
function jobIds({ stdout }: { readonly stdout: string }): readonly string[] {
  return [...new Set(stdout.match(/\bj_[0-9a-z]+/g))];
}

describe('the key of a provider', () => {
  it.each(keyed.map((bench) => [bench.id, bench] as const))(
    'of %s shows in no byte that is written, whatever happens and whoever sends it back',
    async (id, bench) => {
      const { run, during, cwd, written } = await openNotedDesk(bench);
      const key = Object.values(bench.key)[0] ?? '';
      const request = (seed: number) =>
        ['hero.png', '-p', 'the lamp is lit', '--provider', id, '-m', bench.model, '-s', `${seed}`, '--debug'] as const;
      const done = await run('generate', ...request(0), '--yes', '-o', 'clip-0.mp4');
      expect(done.exitCode, done.stderr).toBe(0);
      for (const [index, fault] of faultsWith(everyFormOf(key)).entries()) {
        const more = ['--background', index % 2 === 0 ? 'red' : 'blue', index % 2 === 0 ? '--json' : '--jsonl'];
        await during(fault, 'generate', ...request(index + 1), '--yes', '-o', `clip-${index + 1}.mp4`, ...more);
      }
      writeFileSync(join(cwd, 'rows.csv'), 'image,prompt,seed\nhero.png,the lamp is lit,0\nhero.png,a door,99\n');
      // Reports are made of the same data for all: one provider stands for them.
      for (const end of id === 'fal' ? ['md', 'html', 'json'] : ['html']) {
        const report = ['--yes', '--overwrite', '--report', `report.${end}`];
        const { exitCode, stderr } = await run('batch', 'rows.csv', '--provider', id, '-m', bench.model, ...report);
        expect(exitCode, stderr).toBe(0);
      }
      const asking = [
        ['providers', '--balance', '--json'],
        ['doctor', '--json', '--debug'],
      ];
      for (const command of [['plan', 'generate', ...request(100), '-o', 'plan.json'], ...questions, ...asking]) {
        const { exitCode, stderr } = await run(...command);
        expect(exitCode, `${command}: ${stderr}`).not.toBe(1);
      }
      const jobs = jobIds(await run('jobs', '--json'));
      for (const job of jobs.slice(0, 4)) await run('explain', job);
      expect(jobs.length).toBeGreaterThan(8);
      expect(findSecret(key, written)).toEqual([]);
    },
  );
});

describe('the secret that a webhook is to be proven by', () => {
  it('is told to the service alone: it shows in no byte that is written, nor when the service sends it back', async () => {
    const eachlabs = keyed.find(({ id }) => id === 'eachlabs');
    if (eachlabs === undefined) throw new Error('there is no bench of eachlabs');
    const secret = 'whsec/kept+between=us-0123';
    const bench = { ...eachlabs, key: { ...eachlabs.key, EACHLABS_WEBHOOK_SECRET: secret } };
    const { run, during, simulator, cwd, written } = await openNotedDesk(bench);
    writeFileSync(join(cwd, '.wanrc.json'), JSON.stringify({ provenance: 'both' }));
    const hook = ['--webhook', 'https://hooks.example/end', '--debug'];
    const request = (seed: number) => ['hero.png', '-p', 'a door', '--provider', 'eachlabs', '-s', `${seed}`, ...hook];
    const done = await run('generate', ...request(0), '--yes', '--json', '-o', 'clip.mp4');
    expect(done.exitCode, done.stderr).toBe(0);
    expect(simulator.requests.filter(({ json }) => JSON.stringify(json ?? null).includes(secret))).toHaveLength(1);
    for (const [index, fault] of faultsWith(everyFormOf(secret)).entries()) {
      await during(fault, 'generate', ...request(index + 1), '--yes', index % 2 === 0 ? '--jsonl' : '--verbose');
    }
    await run('generate', ...request(50), '--dry-run');
    await run('plan', 'generate', ...request(100), '-o', 'plan.json');
    expect((await run('apply', 'plan.json', '--yes', '--debug')).exitCode).toBe(0);
    for (const command of questions) await run(...command);
    for (const job of jobIds(await run('jobs', '--json')).slice(0, 4)) await run('explain', job);
    expect(findSecret(secret, written)).toEqual([]);
  });
});

describe('the secrets in the addresses that a user gives', () => {
  // What shows them is the same for all; these three word their refusals in the most different ways.
  const three = keyed.filter(({ id }) => ['fal', 'replicate', 'dashscope'].includes(id));

  it.each(three.map((bench) => [bench.id, bench] as const))(
    'to %s show nowhere but in the ledger and the kept plan, which must know the very request',
    async (id, bench) => {
      const { run, during, state, written } = await openNotedDesk(bench);
      const secrets = ['pictureSignature0123', 'hookSecret0123', 'loginSecret0123'] as const;
      const [signature, hook, login] = secrets;
      const image = `https://me:${login}@images.example/hero.png?X-Amz-Signature=${signature}&b=%20${signature}#${signature}`;
      const hooks = id === 'dashscope' ? [] : ['--webhook', `https://hooks.example/w?token=${hook}`];
      const request = (seed: number) =>
        [image, '-p', 'a door', '--provider', id, '-m', bench.model, '-s', `${seed}`, '--debug', ...hooks] as const;
      const done = await run('generate', ...request(0), '--yes', '--json', '-o', 'clip.mp4');
      expect(done.exitCode, done.stderr).toBe(0);
      for (const [index, fault] of faultsWith(`cannot read ${image}, that is ${JSON.stringify(image)}`).entries()) {
        await during(fault, 'generate', ...request(index + 1), '--yes', index % 2 === 0 ? '--jsonl' : '--verbose');
      }
      await run('generate', ...request(0), '--dry-run');
      await run('plan', 'generate', ...request(100), '-o', 'plan.json');
      for (const command of questions) await run(...command);
      const jobs = jobIds(await run('jobs', '--json'));
      for (const job of jobs.slice(0, 4)) await run('explain', job);
      expect(jobs.length).toBeGreaterThan(5);
      const shown = secrets.flatMap((secret) => findSecret(secret, written));
      // The state directory is the user's own; what is shown or handed on is everything else.
      expect(shown.filter((place) => !/^(?:ledger\.sqlite|plans)/.test(relative(state, place)))).toEqual([]);
    },
  );
});
