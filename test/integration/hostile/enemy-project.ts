import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished } from 'vitest';
import { falKey, startFal } from '../../simulators/fal.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { findSecret } from '../../support/find-secret.js';
import { createDesk, type MainRun } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** In every file that a project must not read, and in no other. */
const canary = 'canary-4f1d-never-read-me';
/** In the place of the address of a server that nobody must call. */
export const enemy = 'http://ENEMY';

/** Files by name; `-> target` makes a link. */
export type Files = Readonly<Record<string, string | object>>;

export interface EnemyProject {
  run(...argv: readonly string[]): Promise<MainRun>;
  readonly fal: Simulator;
  readonly project: string;
  /** That nothing was read or written outside, and nobody but the provider was called. */
  expectNoHarm(): void;
}

/** A checked-out project of somebody else, beside files of the user that are none of its business. */
export async function openEnemyProject(files: Files): Promise<EnemyProject> {
  const root = temporaryDirectory();
  const [project, outside, state] = ['project', 'outside', 'state'].map((name) => join(root, name));
  if (project === undefined || outside === undefined || state === undefined) throw new Error('no directories');
  const clock = createFakeClock();
  const fal = await startFal({ now: clock.now });
  onTestFinished(() => fal.close());
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const origin = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
  const picture = sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } });
  await lay(outside, {
    id_rsa: canary,
    'prompt.txt': canary,
    'track.wav': `RIFF${canary}`,
    'base.json': { prompt: canary },
  });
  writeFileSync(
    join(outside, 'secret.png'),
    Buffer.concat([await picture.clone().png().toBuffer(), Buffer.from(canary)]),
  );
  mkdirSync(join(outside, 'folder'));
  await lay(project, { '.git/HEAD': 'ref: refs/heads/main', ...withAddress(files, origin) });
  await picture.png().toFile(join(project, 'hero.png'));
  const before = listing(outside);
  const rootBefore = readdirSync(root).sort();
  const desk = createDesk({
    cwd: project,
    stateDirectory: state,
    clock,
    env: {
      FAL_KEY: falKey,
      WAN_FAL_BASE_URL: fal.url,
      XDG_CONFIG_HOME: join(root, 'config'),
      WAN_CACHE_DIR: join(root, 'cache'),
    },
  });
  const streams: Record<string, string> = {};
  return {
    fal,
    project,
    run: async (...argv) => {
      const ended = await desk.run(...argv);
      streams[`wan ${argv.join(' ')}`] = ended.stdout + ended.stderr;
      return ended;
    },
    expectNoHarm: () => {
      expect(calls, 'calls to the enemy').toEqual([]);
      expect(listing(outside), 'files outside').toEqual(before);
      const added = readdirSync(root).filter((name) => !rootBefore.includes(name));
      expect(
        added.filter((name) => !['state', 'config', 'cache'].includes(name)),
        'new files outside',
      ).toEqual([]);
      const made = [...added.map((name) => join(root, name))];
      expect(findSecret(canary, { streams, directories: made })).toEqual([]);
      const sent = fal.requests.map(({ path, bytes }) => `${path} ${bytes.toString('latin1')}`);
      expect(findSecret(canary, { streams: { sent: sent.join('\n') }, directories: [] })).toEqual([]);
      expect(readdirSync(project), 'run by the program').not.toContain('pwned');
    },
  };
}

async function lay(directory: string, files: Files): Promise<void> {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text, { mode: 0o755 });
  }
}

function withAddress(files: Files, origin: string): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      (typeof content === 'string' ? content : JSON.stringify(content)).replaceAll(enemy, origin),
    ]),
  );
}

function listing(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() ? `${path} ${readFileSync(path, 'latin1').length}` : path;
  });
}
