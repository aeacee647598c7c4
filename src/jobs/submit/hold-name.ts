import type { Engine } from '../engine.js';
import type { Job } from '../job.js';
import { isDrivenByOther, leaseHolder } from '../ledger/leases.js';
import { reserveName } from '../ledger/names-table.js';

/**
 * Takes the name of a job before it goes on: while it was only planned, or after it was done, the name was free for
 * another, and two downloads into one name would mix up their clips.
 *
 * @throws WanError `output.conflict`
 */
export function holdName({ sql, owner, clock, host }: Engine, { id, output }: Pick<Job, 'id' | 'output'>): void {
  const now = { at: clock.now(), host };
  reserveName(sql, output, id, (other) => {
    return leaseHolder(sql, other) === owner || isDrivenByOther(sql, other, owner, now);
  });
}
