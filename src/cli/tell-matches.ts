import type { ListedJob } from '../providers/provider.js';
import type { ProviderId } from '../providers/request.js';
import { formatCount } from '../ui/format.js';
import type { Matches } from './match-listed.js';
import type { Session } from './session.js';

/** Says which rows of a manifest were found among a provider's jobs, and what to do about the others. */
export function tellMatches(
  { reporter }: Session,
  { matched, doubtful, withoutJob, withoutRow }: Matches,
  { provider, listed }: { readonly provider: ProviderId; readonly listed: readonly ListedJob[] },
): void {
  const tell = (text: string) => reporter.report({ type: 'note', level: 'warning', job: null, text });
  tell(`${formatCount(matched.length, 'row')} found at ${provider}`);
  if (doubtful.length > 0)
    tell(`${formatCount(doubtful.length, 'row')} may be there; nothing is sent for them before you decide`);
  const silent = listed.filter(({ body }) => body === undefined);
  if (withoutJob.length > 0) tell(`${formatCount(withoutJob.length, 'row')} not found there; wan batch renders them`);
  if (withoutJob.length > 0 && silent.length > 0)
    tell(
      `${provider} does not show what ${formatCount(silent.length, 'job')} rendered (${idsOf(silent)}): wan batch may pay for them again; to fetch one: wan adopt ${provider} <remote-id>`,
    );
  const spare = withoutRow.filter(({ body }) => body !== undefined);
  if (spare.length > 0) tell(`no row fits ${idsOf(spare)}`);
}

function idsOf(jobs: readonly ListedJob[]): string {
  const ids = jobs.slice(0, 10).map(({ operation }) => operation.remoteId);
  return `${ids.join(', ')}${jobs.length > 10 ? ' ...' : ''}`;
}
