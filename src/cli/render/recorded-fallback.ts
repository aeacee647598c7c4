import { z } from 'zod';
import type { Run } from '../../jobs/job.js';
import type { ClipRequest, PlanContext } from '../../jobs/plan/plan-run.js';
import type { JsonObject } from '../../json.js';
import { type ProviderId, providerIds } from '../../providers/request.js';

const providers = z.array(z.enum(providerIds)).catch([]);
const fallback = z.object({
  /** Providers that the clips of the run were asked of. */
  from: providers,
  /** Who may take over, in order. */
  to: providers,
  force: z.boolean().catch(false),
  retryFailed: z.boolean().catch(false),
});

export type RecordedFallback = z.infer<typeof fallback>;

/** Who may take over clips of a run, as its settings keep it for when it is resumed; nothing where nobody may. */
export function recordFallback(
  requests: readonly ClipRequest[],
  { force, retryFailed }: Pick<PlanContext, 'force' | 'retryFailed'>,
): JsonObject {
  const from = new Set(requests.map(({ provider }) => provider));
  const to = new Set(requests.flatMap(({ fallbacks }) => fallbacks.map(({ provider }) => provider)));
  return to.size === 0 ? {} : { fallback: { from: [...from], to: [...to], force, retryFailed } };
}

/** Who may take over clips of a run that is resumed; a run of an older wan stays with its providers. */
export function recordedFallback({ settings }: Pick<Run, 'settings'>): RecordedFallback {
  return fallback.parse(settings.fallback ?? {});
}

/** The providers that a clip may go to from the one it waits at: those after it, and then those before it. */
export function nextProviders({ from, to }: RecordedFallback, asked: readonly ProviderId[]): ProviderId[] {
  const [at] = asked;
  const first = asked.findLast((provider) => from.includes(provider));
  const all = [...new Set([...(first === undefined ? [] : [first]), ...to])];
  const place = at === undefined ? -1 : all.indexOf(at);
  return place < 0 ? [] : [...all.slice(place + 1), ...all.slice(0, place)];
}
