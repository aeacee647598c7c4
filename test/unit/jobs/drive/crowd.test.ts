import { describe, expect, it } from 'vitest';
import { forCrowd } from '../../../../src/jobs/drive/crowd.js';
import type { Progress } from '../../../../src/providers/provider.js';
import { createScriptedEngine } from '../scripted-engine.js';

describe('the engine for many jobs', () => {
  it('is the same for a few', async () => {
    const { engine } = await createScriptedEngine();
    expect(forCrowd(engine, 16)).toBe(engine);
  });

  it('polls an account 32 times at once, and opens no stream', async () => {
    const { engine } = await createScriptedEngine();
    const ends: ((progress: Progress) => void)[] = [];
    const accountOf = () => {
      const account = engine.accountOf('fal');
      const check = () => new Promise<Progress>((end) => ends.push(end));
      const watch = () => {
        throw new Error('a stream was opened');
      };
      return { ...account, provider: { ...account.provider, check, watch } };
    };
    const crowd = forCrowd({ ...engine, accountOf }, 17);
    expect(crowd.accountOf('fal').provider.watch).toBeUndefined();
    const call = engine.accountOf('fal').call(() => {});
    const answers = Array.from({ length: 40 }, () =>
      crowd.accountOf('fal').provider.check({ remoteId: 'remote' }, call),
    );
    await Promise.resolve();
    expect(ends).toHaveLength(32);
    ends[0]?.({ status: 'cancelled' });
    expect(await answers[0]).toEqual({ status: 'cancelled' });
    await Promise.resolve();
    expect(ends).toHaveLength(33);
  });
});
