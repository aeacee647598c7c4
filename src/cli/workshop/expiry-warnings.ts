import { listJobs } from '../../jobs/ledger/jobs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { formatRelative } from '../../ui/format.js';
import type { Session } from '../session.js';

/** Warns of rendered clips that were not fetched in the first half of the time that their provider keeps them. */
export function warnOfExpiry(session: Session, sql: Sql): void {
  const now = session.runtime.clock.now();
  for (const { id, provider, state } of listJobs(sql, { statuses: ['rendered'], order: 'expiring', limit: 20 })) {
    if (state.status !== 'rendered' || state.expiresAt === null || state.expiresAt <= now) continue;
    if (now - state.renderedAt < state.expiresAt - now) continue;
    const text = `the clip of ${id} at ${provider} expires ${formatRelative(state.expiresAt, now)}: wan resume ${id}`;
    session.reporter.report({ type: 'note', level: 'warning', job: null, text });
  }
}
