import type { Skew } from './asking.js';
import { type Finding, ok, problem, skipped, warning } from './finding.js';

/** Seconds. S3 refuses signatures that are off by more than 15 minutes. */
const longest = { unnoticed: 2, harmless: 60, signed: 900 };

/** How far the local clock is off by what the services say; `signs` where requests to a bucket are signed with it. */
export function checkClock(skews: readonly Skew[], signs: boolean): Finding {
  const [first] = [...skews].sort((a, b) => Math.abs(a.ms) - Math.abs(b.ms));
  if (first === undefined) return skipped('clock', 'nobody was asked for the time');
  const seconds = Math.round(Math.abs(first.ms) / 1000);
  const detail = `${seconds} s ${first.ms > 0 ? 'behind' : 'ahead of'} ${first.host}`;
  const mend = 'set the clock of this machine: sudo timedatectl set-ntp true';
  if (signs && seconds > longest.signed) {
    return problem('clock', 'local.bucket', { detail: `${detail}: a bucket refuses what is signed so`, mend });
  }
  if (seconds > longest.harmless) return warning('clock', detail, mend);
  return ok('clock', seconds <= longest.unnoticed ? `right, by ${first.host}` : detail);
}
