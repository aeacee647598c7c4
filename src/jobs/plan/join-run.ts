import type { RequestFields } from '../../providers/request.js';
import type { JobRecord } from '../job.js';
import { keepMedia, keepPlace } from '../ledger/jobs-table.js';
import type { Sql } from '../ledger/sql.js';
import type { ClipRequest, PlannedClip } from './plan-run.js';
import { neverSent } from './unpaid-clip.js';

/**
 * Makes what earlier runs never sent part of this run, whose cap is the one that holds, and notes where files lie now,
 * if their folder was moved. Call inside the transaction that decided about the clips.
 */
export function joinRun(
  sql: Sql,
  run: string,
  clips: readonly Pick<PlannedClip, 'decision' | 'index' | 'request'>[],
): void {
  for (const { decision, index, request } of clips) {
    if (decision.kind === 'reuse') keepPlace(sql, decision.job);
    const left = neverSent(decision);
    if (left === null) continue;
    sql.run('UPDATE jobs SET run_id = ?, position = ? WHERE id = ?', run, index, left.id);
    keepMedia(sql, left, mediaNow(left, request));
  }
}

/** The files of a job where the command has them, which may be another folder than that of before. */
function mediaNow(left: Pick<JobRecord, 'sources'>, { request, sources }: ClipRequest): Partial<RequestFields> {
  const same = (['image', 'endImage', 'audio'] as const).filter(
    (role) => sources[role] !== undefined && sources[role] === left.sources[role],
  );
  return Object.fromEntries(same.map((role) => [role, request[role]]));
}
