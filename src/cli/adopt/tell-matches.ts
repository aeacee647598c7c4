import type { ListedJob } from '../../providers/provider.js';
import type { ProviderId } from '../../providers/request.js';
import { formatCount } from '../../ui/format.js';
import type { Session } from '../session.js';
import type { Matches } from './match-listed.js';

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
  const erased = listed.filter(({ isErased }) => isErased === true);
  if (withoutJob.length > 0) tell(`${formatCount(withoutJob.length, 'row')} not found there; wan batch renders them`);
  if (withoutJob.length > 0 && erased.length > 0)
    tell(
      `${provider} has thrown away what ${formatCount(erased.length, 'job')} rendered (${idsOf(erased)}): the clips are lost, wan batch pays for them anew`,
    );
  const spare = withoutRow.filter(({ isErased }) => isErased !== true);
  if (spare.length > 0) tell(`no row fits ${idsOf(spare)}`);
}

function idsOf(jobs: readonly ListedJob[]): string {
  const ids = jobs.slice(0, 10).map(({ operation }) => operation.remoteId);
  return `${ids.join(', ')}${jobs.length > 10 ? ' ...' : ''}`;
}
