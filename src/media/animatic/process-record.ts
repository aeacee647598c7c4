import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { HostIdentity } from '../../runtime.js';

/** Which process renders, in terms that tell it from a later one with the same pid. */
export const processRecordSchema = z.object({
  host: z.string(),
  boot: z.string(),
  pidNamespace: z.string(),
  /** Null: it could not be started. */
  pid: z.int().nullable(),
  /** Clock ticks from boot to its start, from procfs; null elsewhere. */
  started: z.string().nullable(),
});
export type ProcessRecord = z.infer<typeof processRecordSchema>;

/** `unknown` where a pid proves nothing: another host or pid namespace, or a system that has no such names. */
export type Liveness = 'alive' | 'dead' | 'unknown';

export async function recordProcess(pid: number | null, host: HostIdentity): Promise<ProcessRecord> {
  const started = pid === null ? null : ((await processFacts(pid))?.started ?? null);
  return { host: host.host, boot: host.boot, pidNamespace: host.pidNamespace, pid, started };
}

export async function livenessOf(record: ProcessRecord, host: HostIdentity): Promise<Liveness> {
  if (record.pid === null) return 'dead';
  if (record.host !== host.host) return 'unknown';
  const hasBoots = record.boot !== '' && host.boot !== '';
  if (hasBoots && record.boot !== host.boot) return 'dead';
  if (record.pidNamespace !== host.pidNamespace) return 'unknown';
  if (!host.isAlive(record.pid)) return 'dead';
  if (!hasBoots) return 'unknown';
  const facts = await processFacts(record.pid);
  // A zombie still answers to signals; and a pid that started at another time was given to somebody else.
  if (facts?.isZombie) return 'dead';
  return facts !== undefined && record.started !== null && facts.started !== record.started ? 'dead' : 'alive';
}

/** See proc(5): the name in parentheses may hold anything, so the fields are counted from its end. */
async function processFacts(pid: number): Promise<{ started: string; isZombie: boolean } | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { started: rest[18] ?? '', isZombie: state === 'Z' || state === 'X' };
  } catch {
    return undefined;
  }
}
