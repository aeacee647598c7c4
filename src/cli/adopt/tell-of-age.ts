import type { Account } from '../../jobs/engine.js';
import { formatDuration } from '../../ui/format.js';
import type { Session } from '../session.js';

/** Says so where a list is asked for further back (`since`, epoch ms) than its provider keeps clips. */
export function tellOfAge({ reporter, runtime }: Session, { provider }: Account, since: number): void {
  const { resultLifetimeMs } = provider.facts;
  if (resultLifetimeMs === null || runtime.clock.now() - since <= resultLifetimeMs) return;
  const text = `${provider.id} keeps clips for ${formatDuration(resultLifetimeMs)}: older ones may be gone`;
  reporter.report({ type: 'note', level: 'warning', job: null, text });
}
