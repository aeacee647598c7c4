import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { falKey } from '../../simulators/fal.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { openStudio } from './studio.js';

const request = ['hero.png', '-p', 'the lamp is lit', '--provider', 'fal', '-m', 'wan-2.2-turbo', '-c', '15'];

interface Place {
  readonly user?: object;
  readonly project?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** Fifteen clips for $1.50, planned with these flags; applied where these limits are in force. */
async function planned(flags: readonly string[], { user, project, env }: Place) {
  const { desk, cwd, state, clock, fal } = await openStudio();
  const made = await desk.run('plan', 'generate', ...request, ...flags, '-o', 'plan.json', '--json');
  expect(made.exitCode, made.stdout).toBe(0);
  const settings = temporaryDirectory();
  mkdirSync(join(settings, 'wan'));
  if (user !== undefined) writeFileSync(join(settings, 'wan', 'config.json'), JSON.stringify(user));
  if (project !== undefined) writeFileSync(join(cwd, '.wanrc.json'), JSON.stringify(project));
  const own = { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url, XDG_CONFIG_HOME: settings, ...env };
  const place = createDesk({ cwd, stateDirectory: state, clock, env: own });
  return async (...more: readonly string[]) => {
    const run = await place.run('apply', 'plan.json', '--json', ...more);
    return [run.exitCode, run.document().error?.code ?? null, fal.billableSubmits];
  };
}

const refused = [10, 'money.cap', 0];
const unconfirmed = [10, 'money.not-confirmed', 0];
const made = [0, null, 15];

describe('the cap that a plan was made under', () => {
  it.each<[string, Place]>([
    ['the user', { user: { budget: { perRun: 0.2 } } }],
    ['the environment', { env: { WAN_MAX_COST: '0.2' } }],
    ['the project', { project: { budget: { perRun: 0.1 } } }],
  ])('does not raise the cap of %s', async (_, place) => {
    const apply = await planned(['--max-cost', '500'], place);
    expect(await apply()).toEqual(refused);
    expect(await apply('--yes')).toEqual(refused);
  });

  it('confirms nothing: whoever applies the plan does', async () => {
    const apply = await planned(['--max-cost', '500'], {});
    expect(await apply()).toEqual(unconfirmed);
    expect(await apply('--yes')).toEqual(made);
  });

  it.each<[string, Place]>([
    ['of a cap of the user', { user: { budget: { perRun: 9 } } }],
    ['of the environment', { env: { WAN_MAX_COST: '9' } }],
  ])('holds below the one %s, which still confirms', async (_, place) => {
    const lower = await planned(['--max-cost', '1.20'], place);
    expect(await lower()).toEqual(refused);
    const wide = await planned(['--max-cost', '1.50'], place);
    expect(await wide()).toEqual(made);
  });

  it('gives way to the flag of whoever applies the plan', async () => {
    const apply = await planned(['--max-cost', '0.20'], { user: { budget: { perRun: 0.3 } } });
    expect(await apply('--yes')).toEqual(refused);
    expect(await apply('--max-cost', '2')).toEqual(made);
  });
});
