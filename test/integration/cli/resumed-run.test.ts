import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { falKey } from '../../simulators/fal.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { openStudio } from './studio.js';

interface Limits {
  readonly user?: object;
  readonly env?: Readonly<Record<string, string>>;
}

const rows = ['batch', 'rows.csv', '--provider', 'fal', '-m', 'wan-2.2-turbo'];

/** Three rows for $0.30, of which none was sent: their account had no credit until now. */
async function begunRun(flags: readonly string[], { user, env }: Limits = {}) {
  const { cwd, state, clock, fal } = await openStudio();
  const at = ({ user: config, env: more }: Limits) => {
    const settings = temporaryDirectory();
    mkdirSync(join(settings, 'wan'));
    if (config !== undefined) writeFileSync(join(settings, 'wan', 'config.json'), JSON.stringify(config));
    const own = { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url, XDG_CONFIG_HOME: settings, ...more };
    return createDesk({ cwd, stateDirectory: state, clock, env: own });
  };
  writeFileSync(join(cwd, 'rows.csv'), 'image,prompt\nhero.png,dusk\nhero.png,noon\nhero.png,dawn\n');
  fal.fail({ on: 'submit', times: 99, how: { kind: 'no-credit' } });
  const begun = await at({ ...(user && { user }), ...(env && { env }) }).run(...rows, '--json', ...flags);
  expect([begun.exitCode, begun.document().run]).toEqual([10, expect.stringMatching(/^r_/)]);
  fal.clearFaults();
  const resume = async (limits: Limits = {}) => {
    const run = await at(limits).run('resume', begun.document().run ?? '', '--json');
    const error = run.document().jobs.find((job) => job.error !== null)?.error;
    return { answer: [run.exitCode, error?.code ?? null, fal.billableSubmits], hint: error?.hint ?? null };
  };
  return { at, fal, resume };
}

describe('a run that is resumed', () => {
  it.each<[string, Limits]>([
    ['WAN_MAX_COST', { env: { WAN_MAX_COST: '0.10' } }],
    ['the budget of the user', { user: { budget: { perRun: 0.1 } } }],
  ])('keeps within %s where it has become lower', async (_, now) => {
    for (const flags of [['--yes'], ['--max-cost', '5']]) {
      const { resume } = await begunRun(flags);
      expect((await resume(now)).answer).toEqual([10, 'money.cap', 1]);
    }
  });

  it('keeps within its own cap where that is lower', async () => {
    const { resume } = await begunRun(['--max-cost', '0.20', '--until-cap']);
    expect((await resume({ env: { WAN_MAX_COST: '9' } })).answer).toEqual([10, 'money.cap', 2]);
  });

  it('goes on under the --max-cost that had set a lower budget aside', async () => {
    const user = { budget: { perRun: 0.1 } };
    const { resume } = await begunRun(['--max-cost', '0.30'], { user });
    expect((await resume({ user })).answer).toEqual([0, null, 3]);
  });

  it('keeps within a budget that is lower than the one it had set aside', async () => {
    const { resume } = await begunRun(['--max-cost', '0.30'], { user: { budget: { perRun: 0.2 } } });
    expect((await resume({ user: { budget: { perRun: 0.1 } } })).answer).toEqual([10, 'money.cap', 1]);
  });
});

describe('the way on from a cap', () => {
  it('of a run is its command with a higher one, which pays for nothing twice', async () => {
    const { resume, at, fal } = await begunRun(['--max-cost', '0.20', '--until-cap']);
    const { hint } = await resume();
    expect(hint).toBe('the same wan batch again with a higher --max-cost: what is paid is not paid again');
    const more = await at({}).run(...rows, '--max-cost', '0.30', '--json');
    expect([more.exitCode, fal.billableSubmits]).toEqual([0, 3]);
  });

  it('of takes without a seed asks for as many as are left: more would be new ones', async () => {
    const { desk, fal } = await openStudio();
    const takes = ['generate', 'hero.png', '-p', 'fog', '--provider', 'fal', '-m', 'wan-2.2-turbo', '--json'];
    const capped = await desk.run(...takes, '-c', '3', '--max-cost', '0.10', '--until-cap');
    const hint = capped.document().jobs.find(({ error }) => error !== null)?.error?.hint;
    expect(hint).toContain('the same wan generate again with -c 2 and a higher --max-cost');
    const rest = await desk.run(...takes, '-c', '2', '--max-cost', '0.30');
    expect([rest.exitCode, fal.billableSubmits]).toEqual([0, 3]);
  });

  it.each<[string, object, string]>([
    ['a day', { budget: { perDay: 0.1 } }, 'raise budget.perDay in the config, or tomorrow: wan resume r_'],
    [
      'a provider',
      { providers: { fal: { budget: { perRun: 0.1 } } } },
      'raise providers.fal.budget.perRun in the config, then: wan resume r_',
    ],
    [
      'the day of a provider',
      { providers: { fal: { budget: { perDay: 0.1 } } } },
      'raise providers.fal.budget.perDay in the config, or tomorrow: wan resume r_',
    ],
  ])('of %s names what stopped it', async (_, user, says) => {
    const { resume } = await begunRun(['--yes']);
    const { answer, hint } = await resume({ user });
    expect([answer, hint]).toEqual([[10, 'money.cap', 1], expect.stringContaining(says)]);
    expect((await resume()).answer).toEqual([0, null, 3]);
  });
});
