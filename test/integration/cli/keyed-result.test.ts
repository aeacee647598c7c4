import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { type ReplicateOptions, replicateToken, startReplicate } from '../../simulators/replicate.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

async function open(options: ReplicateOptions) {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const replicate = await startReplicate({ now: clock.now, ...options });
  onTestFinished(() => replicate.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  const env = { REPLICATE_API_TOKEN: replicateToken, WAN_REPLICATE_BASE_URL: replicate.url };
  const desk = createDesk({ cwd, stateDirectory: join(cwd, 'state'), clock, env });
  const words = ['hero.png', '-p', 'the lamp is lit', '--provider', 'replicate', '-m', 'wan-2.2-turbo', '--yes'];
  const generate = () => desk.run('generate', ...words, '-o', 'clip.mp4', '--json', '--debug');
  return { replicate, generate, desk, cwd };
}

/** Everything below a directory, as one text. */
function everythingIn(directory: string): string {
  const paths = readdirSync(directory, { recursive: true }).map((name) => join(directory, String(name)));
  return paths
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

it('fetches a result with the token of Replicate when it is refused without it, and writes the token nowhere', async () => {
  const { replicate, generate, cwd } = await open({ filesWantToken: 'beside the API' });
  const run = await generate();
  expect(run.exitCode, run.stdout).toBe(0);
  const fetched = replicate.requests.filter(({ operation }) => operation === 'download');
  expect(fetched.map(({ headers }) => headers.authorization)).toEqual([undefined, `Bearer ${replicateToken}`]);
  expect(run.stdout + run.stderr + everythingIn(cwd)).not.toContain(replicateToken);
  expect(replicate.billableSubmits).toBe(1);
});

it('gives it to no other host that asks for it, and keeps the clip to be fetched later', async () => {
  const { replicate, generate } = await open({ filesWantToken: 'elsewhere' });
  const run = await generate();
  expect([run.exitCode, run.document().jobs[0]?.status]).toEqual([6, 'rendered']);
  expect(replicate.downloads.length).toBeGreaterThan(0);
  expect(replicate.downloads.flatMap(({ headers }) => headers.authorization ?? [])).toEqual([]);
});

it('sends none to a host that gives the clip to everybody', async () => {
  const { replicate, generate } = await open({});
  expect((await generate()).exitCode).toBe(0);
  expect(replicate.downloads.flatMap(({ headers }) => headers.authorization ?? [])).toEqual([]);
});
