import type { Sql } from '../ledger/sql.js';
import type { TwinDecision } from './twins.js';
import { neverSent } from './unpaid-clip.js';

/**
 * Makes what earlier runs never sent part of this run, whose cap is the one that holds. Call inside the transaction that
 * decided about the clips.
 */
export function joinRun(
  sql: Sql,
  run: string,
  clips: readonly { readonly decision: TwinDecision; readonly index: number }[],
): void {
  for (const { decision, index } of clips) {
    const left = neverSent(decision);
    if (left !== null) sql.run('UPDATE jobs SET run_id = ?, position = ? WHERE id = ?', run, index, left.id);
  }
}
