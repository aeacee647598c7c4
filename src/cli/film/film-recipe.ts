import { createHash } from 'node:crypto';
import type { FilmSettings } from '../../film/film-settings.js';
import { findJob } from '../../jobs/ledger/jobs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { successorOf } from '../../jobs/ledger/successor.js';
import { canonicalJson, type JsonObject } from '../../json.js';

/** Equal for films that are made from the same clips in the same way, whichever run wants them. */
export function recipeOf(sql: Sql, { output: _output, overwrite: _overwrite, ...recipe }: FilmSettings): string {
  const shots = recipe.shots.map((shot) => {
    const job = findJob(sql, shot.job);
    return { ...shot, job: job === undefined ? shot.job : successorOf(sql, job).id };
  });
  return createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify({ ...recipe, shots })) as JsonObject))
    .digest('hex');
}
