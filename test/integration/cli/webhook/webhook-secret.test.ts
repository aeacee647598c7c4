import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { baseUrl, openBench } from '../../../providers/bench-desk.js';
import { providerBenches } from '../../../providers/provider-benches.js';
import { isObject } from '../../../simulators/eachlabs-validation.js';
import { newSigner, toHttpText, webhookSenders } from '../../../simulators/kit/webhook-signing.js';
import { createDesk } from '../../../support/run-main.js';

const request = ['hero.png', '-p', 'a door', '--provider', 'eachlabs', '-s', '7', '--yes', '--json', '-o', 'door.mp4'];
const hook = ['--webhook', 'https://hooks.example/end'];

/** A place before the simulated Eachlabs; `at` runs a command with this secret in the environment. */
async function open() {
  const bench = providerBenches.find(({ id }) => id === 'eachlabs');
  const sender = webhookSenders.find(({ provider }) => provider === 'eachlabs');
  if (bench === undefined || sender === undefined) throw new Error('there is no bench of eachlabs');
  const { simulator, directory, state, clock } = await openBench(bench);
  const at = (env: Record<string, string>, argv: readonly string[], stdin?: Uint8Array) =>
    createDesk({
      cwd: directory,
      stateDirectory: state,
      clock,
      env: { ...bench.key, ...baseUrl(bench, simulator.url), ...env },
      ...(stdin === undefined ? {} : { stdin }),
    }).run(...argv);
  /** The bodies of the submits so far. */
  const submits = () =>
    simulator.requests
      .filter(({ operation }) => operation === 'submit')
      .map(({ json }) => (isObject(json) ? json : {}));
  /** What Eachlabs would send for the last submit: its secret comes back, and without one no header. */
  const delivery = () => {
    const { webhook_secret: secret } = submits().at(-1) ?? {};
    const body = new TextEncoder().encode(JSON.stringify(sender.news));
    const sent = sender.send(body, clock.now(), { ...newSigner(), secret: String(secret) });
    return toHttpText(secret === undefined ? { ...sent, headers: { 'content-type': 'application/json' } } : sent);
  };
  return { at, submits, delivery, simulator, directory };
}

const verify = ['webhook', 'verify', '--provider', 'eachlabs', '--json'];

it('goes along with a submit that names a webhook, so that the deliveries of our own jobs are genuine', async () => {
  const { at, submits, delivery } = await open();
  const { secret } = newSigner();
  const env = { EACHLABS_WEBHOOK_SECRET: secret };
  const ended = await at(env, ['generate', ...request, ...hook]);
  expect(ended.exitCode, ended.stderr).toBe(0);
  expect(submits()).toMatchObject([{ webhook_url: 'https://hooks.example/end', webhook_secret: secret }]);
  expect((await at(env, verify, delivery())).exitCode).toBe(0);
});

it('does not go along without a webhook, and is not asked for', async () => {
  const { at, submits } = await open();
  expect((await at({ EACHLABS_WEBHOOK_SECRET: 'the-secret' }, ['generate', ...request])).exitCode).toBe(0);
  expect(submits()).toMatchObject([{ model: expect.anything() }]);
  expect(submits()[0]).not.toHaveProperty('webhook_secret');
});

it('is what a delivery of a job that was submitted without one is said to lack', async () => {
  const { at, submits, delivery } = await open();
  expect((await at({}, ['generate', ...request, ...hook])).exitCode).toBe(0);
  expect(submits()[0]).not.toHaveProperty('webhook_secret');
  const ended = await at({ EACHLABS_WEBHOOK_SECRET: 'set-afterwards' }, verify, delivery());
  expect(ended.exitCode).toBe(2);
  expect(ended.document().error).toMatchObject({
    code: 'webhook.not-genuine',
    hint: expect.stringContaining('only for jobs that were submitted with EACHLABS_WEBHOOK_SECRET set'),
  });
});

it('is no part of a job or a plan: another one neither pays again nor spoils the plan', async () => {
  const { at, submits, simulator, directory } = await open();
  const [one, other] = [newSigner().secret, newSigner().secret];
  expect((await at({ EACHLABS_WEBHOOK_SECRET: one }, ['generate', ...request, ...hook])).exitCode).toBe(0);
  const again = await at({ EACHLABS_WEBHOOK_SECRET: other }, ['generate', ...request, ...hook]);
  expect(again.document().jobs).toMatchObject([{ status: 'done', reused: true }]);
  const asked = request
    .map((word) => (word === '7' ? '8' : word))
    .filter((word) => word !== '-o' && word !== 'door.mp4');
  const planned = ['plan', 'generate', ...asked.filter((word) => word !== '--yes'), ...hook, '-o', 'plan.json'];
  expect((await at({ EACHLABS_WEBHOOK_SECRET: one }, planned)).exitCode).toBe(0);
  expect(readFileSync(join(directory, 'plan.json'), 'utf8')).not.toContain(one);
  expect((await at({ EACHLABS_WEBHOOK_SECRET: other }, ['apply', 'plan.json', '--yes'])).exitCode).toBe(0);
  expect(submits().map(({ webhook_secret: secret }) => secret)).toEqual([one, other]);
  expect(simulator.billableSubmits).toBe(2);
});

it('that cannot be read stops the command before anything is paid', async () => {
  const { at, simulator } = await open();
  const ended = await at({ EACHLABS_WEBHOOK_SECRET_FILE: '/nowhere/secret' }, ['generate', ...request, ...hook]);
  expect(ended.exitCode).toBe(4);
  expect(ended.document().error?.hint).toContain('EACHLABS_WEBHOOK_SECRET');
  expect(simulator.billableSubmits).toBe(0);
});
