import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { driveJob } from '../../../src/jobs/drive/drive.js';
import { createScriptedEngine } from './scripted-engine.js';

const goal = { submit: true, wait: true };

describe('a ledger that is gone while a job waits', () => {
  it.each<[string, (path: string) => void]>([
    ['removed', (path) => rmSync(path)],
    ['moved away', (path) => renameSync(path, `${path}.old`)],
    [
      'replaced',
      (path) => {
        renameSync(path, `${path}.old`);
        writeFileSync(path, '');
      },
    ],
  ])('%s: nothing is sent that nobody would know of', async (_, lose) => {
    const scripted = await createScriptedEngine();
    const id = scripted.plan();
    const hostMedia = async () => {
      lose(scripted.ledger.path);
      return {};
    };
    const outcome = await driveJob({ ...scripted.engine, hostMedia }, id, goal);
    expect([scripted.submits(), outcome.error?.code]).toEqual([0, 'local.ledger']);
    expect(outcome.job.state.status).toBe('uploaded');
  });

  it('lost between the intent and the request: nothing is sent either', async () => {
    const scripted = await createScriptedEngine();
    const id = scripted.plan();
    const { accountOf } = scripted.engine;
    const losing = (provider: Parameters<typeof accountOf>[0]) => {
      const account = accountOf(provider);
      const submit: typeof account.provider.submit = (intent, call) => {
        rmSync(scripted.ledger.path);
        return account.provider.submit(intent, call);
      };
      return { ...account, provider: { ...account.provider, submit } };
    };
    const outcome = await driveJob({ ...scripted.engine, accountOf: losing }, id, goal);
    expect([scripted.submits(), outcome.error?.code]).toEqual([0, 'local.ledger']);
  });

  it('what was accepted before is fetched all the same', async () => {
    const scripted = await createScriptedEngine();
    const id = scripted.plan();
    const deliver = async () => {
      rmSync(scripted.ledger.path);
      return { outputs: ['/clips/a.mp4'], bytes: 10, warnings: [] };
    };
    const outcome = await driveJob({ ...scripted.engine, deliver }, id, goal);
    expect([scripted.submits(), outcome.job.state.status]).toEqual([1, 'done']);
  });
});
