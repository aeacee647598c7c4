import type { ProviderId } from '../../providers/request.js';
import type { Account, Engine } from '../engine.js';
import { createLane, type Lane } from '../submit/lane.js';

/** An open stream is a connection each; beyond this many jobs at once they are polled only. */
const mostStreams = 16;
/** Polls of one provider that are under way at once. */
const mostChecks = 32;

/** The engine for many jobs at once: what one job may do freely would, a thousand times over, be an attack. */
export function forCrowd(engine: Engine, atOnce: number): Engine {
  if (atOnce <= mostStreams) return engine;
  const lanes = new Map<ProviderId, Lane>();
  return {
    ...engine,
    accountOf: (id) => {
      const account = engine.accountOf(id);
      const checks = lanes.get(id) ?? createLane(mostChecks);
      lanes.set(id, checks);
      return calmed(account, checks);
    },
  };
}

function calmed(account: Account, checks: Lane): Account {
  const { watch: _watch, ...provider } = account.provider;
  const check: typeof provider.check = (operation, call) => checks.run(() => provider.check(operation, call));
  return { ...account, provider: { ...provider, check } };
}
