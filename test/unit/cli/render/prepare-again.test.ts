import { describe, expect, it } from 'vitest';
import { prepareAgain } from '../../../../src/cli/render/prepare-again.js';
import { driveJob } from '../../../../src/jobs/drive/drive.js';
import { getJob } from '../../../../src/jobs/ledger/jobs-table.js';
import { createScriptedEngine } from '../../jobs/scripted-engine.js';

describe('a clip whose file was deleted', () => {
  it('is sent back to the provider once, where two processes saw that it is gone', async () => {
    const { engine, ledger, plan } = await createScriptedEngine();
    const { job } = await driveJob(engine, plan(), { submit: true, wait: true });
    const { id, output } = job;
    const clip = { id, output, kind: 'fetch-again', isNew: false, isNamed: false, overwrite: false } as const;
    for (const owner of ['o_self', 'o_other']) {
      await prepareAgain({ ...engine, owner }, { ...clip, row: null, plan: null });
      expect(getJob(ledger, id).state.status).toBe('submitted');
    }
  });
});
