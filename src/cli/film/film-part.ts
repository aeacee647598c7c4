import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeFile } from '../../files/atomic.js';
import { partPath } from '../../files/part.js';
import { markedPath } from '../../files/template.js';
import type { Engine } from '../../jobs/engine.js';
import { isOwnerAlive } from '../../jobs/ledger/leases.js';

type Owned = Pick<Engine, 'sql' | 'owner' | 'clock' | 'host'>;

/** Where a process joins a film: a name of its own, for two may join the same one at once. */
export function filmPart({ owner }: Pick<Owned, 'owner'>, film: string): string {
  return partPath(markedPath(film, owner));
}

/** Removes what processes that were killed left beside a film. */
export async function removeDeadParts({ sql, clock, host }: Owned, film: string): Promise<void> {
  const directory = dirname(film);
  const [before = '', after = ''] = basename(filmPart({ owner: '\0' }, film)).split('\0');
  const now = { at: clock.now(), host };
  for (const name of await readdir(directory)) {
    const owner = name.startsWith(before) ? /^o_[0-9a-v]{16}/.exec(name.slice(before.length))?.[0] : undefined;
    if (owner === undefined || !name.slice(before.length + owner.length).startsWith(after)) continue;
    if (!isOwnerAlive(sql, owner, now)) await removeFile(join(directory, name));
  }
}
