import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { startComfyui } from '../../simulators/comfyui.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const secrets = { id: 'id-of-the-proxy-account', login: 'cHJveHk6b3Blbi1zZXNhbWU=' };
const proxyHeaders = { 'cf-access-client-id': secrets.id, authorization: `Basic ${secrets.login}` };
const headers = { 'CF-Access-Client-Id': 'PROXY_ID', Authorization: 'PROXY_LOGIN' };
const variables = { PROXY_ID: secrets.id, PROXY_LOGIN: `Basic ${secrets.login}` };

/** A ComfyUI server behind a proxy that asks for headers, and a user who has named them in a config of their own. */
async function open(env: Readonly<Record<string, string>> = variables, where = 'mine.json') {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const comfyui = await startComfyui({ now: clock.now, proxyHeaders });
  onTestFinished(() => comfyui.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  writeFileSync(join(cwd, where), JSON.stringify({ providers: { comfyui: { headers } } }));
  const desk = createDesk({
    cwd,
    stateDirectory: join(cwd, 'state'),
    clock,
    env: { COMFYUI_URL: comfyui.url, ...env },
  });
  const config = where === 'mine.json' ? ['--config', where] : [];
  const run = (...words: string[]) => desk.run(...words, '--provider', 'comfyui', '--json', '--debug', ...config);
  const generate = () => run('generate', 'hero.png', '-p', 'the lamp is lit', '-o', 'clip.mp4');
  return { comfyui, cwd, run, generate };
}

/** Everything below a directory, as one text. */
function everythingIn(directory: string): string {
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

it('passes a proxy in front of ComfyUI with every request, that for the clip too', async () => {
  const { comfyui, generate, cwd } = await open();
  const run = await generate();
  expect(run.exitCode, run.stdout).toBe(0);
  expect(comfyui.billableSubmits).toBe(1);
  expect(comfyui.requests.filter(({ operation }) => operation === 'download')).toHaveLength(1);
  expect(comfyui.requests.map(({ headers: sent }) => sent)).toEqual(
    comfyui.requests.map(() => expect.objectContaining(proxyHeaders)),
  );
  const written = run.stdout + run.stderr + everythingIn(cwd);
  for (const secret of Object.values(secrets)) expect(written).not.toContain(secret);
});

it('sends nothing while a variable is missing, and names it', async () => {
  const { comfyui, generate } = await open({ PROXY_ID: secrets.id });
  const run = await generate();
  expect(run.exitCode).toBe(4);
  expect(run.document().error?.message).toContain('PROXY_LOGIN is not set');
  expect(comfyui.requests).toEqual([]);
});

it('is not for a file that comes with a project', async () => {
  const { comfyui, generate } = await open(variables, '.wanrc.json');
  const run = await generate();
  expect(run.exitCode).toBe(2);
  expect(run.document().error?.code).toBe('config.power');
  expect(comfyui.requests).toEqual([]);
});

it('lets wan doctor see the server, and shows no value', async () => {
  const { run } = await open();
  const { stdout, stderr } = await run('doctor');
  expect(stdout).toContain('version 0.36.0');
  for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);
});
