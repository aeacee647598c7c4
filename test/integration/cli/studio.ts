import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { falKey, startFal } from '../../simulators/fal.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.js';
import { createDesk, type Desk, type MainRun } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

export interface Studio {
  readonly desk: Desk;
  readonly fal: Simulator;
  readonly clock: FakeClock;
  readonly cwd: string;
  readonly state: string;
  /** `wan generate hero.png` at fal, with `--json` and the cost confirmed. */
  generate(...more: readonly string[]): Promise<MainRun>;
  exists(name: string): boolean;
}

/** A directory with `hero.png`, a ledger, and a simulated fal that counts what it would bill. */
export async function openStudio(
  env: Readonly<Record<string, string>> = {},
  clock: FakeClock = createFakeClock(),
): Promise<Studio> {
  const cwd = temporaryDirectory();
  const state = join(temporaryDirectory(), 'state');
  const fal = await startFal({ now: clock.now });
  onTestFinished(() => fal.close());
  await sharp({ create: { width: 640, height: 640, channels: 4, background: '#88aacc80' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  const desk = createDesk({
    cwd,
    stateDirectory: state,
    clock,
    env: { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url, ...env },
  });
  return {
    desk,
    fal,
    clock,
    cwd,
    state,
    generate: (...more) =>
      desk.run(
        'generate',
        'hero.png',
        '-p',
        'the lamp is lit',
        '--provider',
        'fal',
        '-m',
        'wan-2.2-turbo',
        '--yes',
        '--json',
        ...more,
      ),
    exists: (name) => existsSync(join(cwd, name)),
  };
}
