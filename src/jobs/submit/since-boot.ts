import type { HostIdentity } from '../../runtime.js';
import type { SinceBoot } from '../job.js';

/** Now, as this machine counts it from its boot; undefined where it does not tell. */
export function sinceBoot({ boot, uptimeMs }: HostIdentity): SinceBoot | undefined {
  const passed = uptimeMs?.();
  return boot === '' || passed === undefined ? undefined : { boot, uptimeMs: passed };
}

/** Milliseconds that have passed since, whatever clocks were set meanwhile; undefined after another boot. */
export function passedSince(then: SinceBoot | undefined, host: HostIdentity): number | undefined {
  const now = sinceBoot(host);
  return then === undefined || now?.boot !== then.boot ? undefined : now.uptimeMs - then.uptimeMs;
}
