import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { toErrorReport } from '../../errors.js';
import { openPart } from '../../files/part.js';
import { accountOfJob } from '../../jobs/account.js';
import type { Engine, Outcome } from '../../jobs/engine.js';
import { isFinal } from '../../jobs/job.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import { acquireLease, releaseLease } from '../../jobs/ledger/leases.js';
import { recordEvent } from '../../jobs/record-event.js';
import { holdName } from '../../jobs/submit/hold-name.js';
import { takeOutput } from '../../jobs/submit/take-output.js';
import type { ClipUnderWay } from './clip-under-way.js';

/** Why the result of a finished clip can't be fetched again with the key at hand: it stays finished, for the key of its own. */
export function refusedByAccount(engine: Engine, { id, kind }: ClipUnderWay): Outcome | undefined {
  if (kind !== 'fetch-again') return undefined;
  const job = getJob(engine.sql, id);
  try {
    accountOfJob(engine, job);
    return undefined;
  } catch (error) {
    return { job, error: toErrorReport(error), reused: false };
  }
}

/**
 * A clip that is to be brought under another name than before, or whose folder is gone, gets the name that it is planned
 * for, and one whose file was deleted goes back to the provider's result, unless another process was faster.
 */
export async function prepareAgain(engine: Engine, clip: ClipUnderWay): Promise<void> {
  const { id, kind, isNamed, output, overwrite } = clip;
  if (kind !== 'continue' && kind !== 'fetch-again') return;
  const place = getJob(engine.sql, id).output;
  const isMoved = place !== output && (isNamed || !existsSync(dirname(place)));
  if (kind === 'continue' && !isMoved) return;
  const lease = acquireLease(engine.sql, id, engine.owner, { at: engine.clock.now(), host: engine.host });
  if (!lease.held) return;
  try {
    let job = getJob(engine.sql, id);
    if (isFinal(job.state.status) && (kind === 'continue' || job.state.status !== 'done')) return;
    if (isMoved) {
      await forgetPart(job.output);
      job = takeOutput(engine, job, { output, overwrite });
    }
    // Another process may have sent it back to the provider since, and left it there.
    if (kind === 'fetch-again' && job.state.status === 'done')
      recordEvent(engine, job, { type: 'fetch-again' }, { guard: () => holdName(engine, job) });
  } finally {
    releaseLease(engine.sql, id, engine.owner);
  }
}

/** What had come under the name of before; a foreign file, or one that can't be removed, stays. */
async function forgetPart(path: string): Promise<void> {
  const part = openPart(path);
  const kept = await part.kept().catch(() => undefined);
  if (kept !== undefined) await part.discard().catch(() => {});
}
