import type { Job } from '../job.js';
import type { Sql } from '../ledger/sql.js';

/** Milliseconds from submit to result: the median of the last 15 such clips submitted from this ledger; undefined before the third. */
export function typicalRenderMs(sql: Sql, job: Pick<Job, 'provider' | 'endpoint' | 'request'>): number | undefined {
  const spans = sql
    .all(
      `SELECT rendered_at - submitted_at AS span FROM jobs
       WHERE provider = ? AND endpoint = ? AND resolution IS ? AND rendered_at > submitted_at AND intent_at IS NOT NULL
       ORDER BY rendered_at DESC LIMIT 15`,
      job.provider,
      job.endpoint,
      job.request.resolution ?? null,
    )
    .map((row) => Number(row.span))
    .sort((a, b) => a - b);
  return spans.length < 3 ? undefined : spans[Math.floor(spans.length / 2)];
}
