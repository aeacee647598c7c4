import { toApproximateUsd } from '../../catalogue/exchange.js';
import { groupBy } from '../../group-by.js';
import type { JobRecord } from '../../jobs/job.js';
import { limitsFor } from '../../jobs/pace.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';
import { unpaidOf } from '../../jobs/plan/unpaid-clip.js';
import type { ProviderId } from '../../providers/request.js';
import type { Workshop } from '../workshop.js';

/** Sums over a plan. */
export interface PlanTotals {
  readonly clips: number;
  readonly render: number;
  readonly reused: number;
  readonly providers: readonly ProviderTotals[];
  /** Milliseconds until the last clip, as many at once as the providers take. */
  readonly expectedMs: number;
}

interface ProviderTotals {
  readonly provider: ProviderId;
  readonly render: number;
  /** Approximate; null when one price is not known. */
  readonly usd: number | null;
  /** In the provider's own currency; null when unknown or mixed. */
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  /** The oldest day on which one of its prices was read. */
  readonly priceDate: string | null;
}

interface PricedRequest {
  readonly request: { readonly provider: ProviderId };
  readonly price: { readonly date: string | null };
  /** Milliseconds a clip usually takes. */
  readonly expected: number;
  readonly clips: readonly { readonly action: string }[];
}

export function planTotals(
  workshop: Workshop,
  clips: readonly PlannedClip[],
  requests: readonly PricedRequest[],
): PlanTotals {
  const rendered = clips.flatMap((clip) => unpaidOf(workshop.engine, clip) ?? []);
  const providers = [...groupBy(requests, ({ request }) => request.provider)];
  return {
    clips: clips.length,
    render: rendered.length,
    reused: clips.filter(({ decision }) => decision.kind === 'reuse').length,
    providers: providers.map(([provider, own]) => totalsOf(provider, own, rendered)),
    expectedMs: longest(providers.map(([provider, own]) => spanOf(workshop, provider, own))),
  };
}

function totalsOf(
  provider: ProviderId,
  requests: readonly PricedRequest[],
  rendered: readonly JobRecord[],
): ProviderTotals {
  const prices = rendered.flatMap((job) => (job.provider === provider ? [job.estimate] : []));
  const known = prices.filter((price) => price !== null);
  const isKnown = known.length === prices.length;
  const currencies = new Set(known.map(({ currency }) => currency));
  const [currency = 'USD'] = currencies;
  const sum = (amounts: readonly number[]) => Number(amounts.reduce((total, each) => total + each, 0).toFixed(6));
  return {
    provider,
    render: prices.length,
    usd: isKnown ? sum(known.map(toApproximateUsd)) : null,
    amount: isKnown && currencies.size <= 1 ? { amount: sum(known.map(({ amount }) => amount)), currency } : null,
    priceDate: requests.flatMap(({ price }) => price.date ?? []).sort()[0] ?? null,
  };
}

function spanOf({ settings, accounts }: Workshop, provider: ProviderId, requests: readonly PricedRequest[]): number {
  const { facts } = accounts.of(provider).provider;
  const atOnce = settings.concurrency?.value ?? limitsFor(facts, settings.providers?.value[provider]).concurrency;
  const spans = requests.flatMap(({ expected, clips }) =>
    clips.map(({ action }) => (action === 'reuse' ? 0 : expected)),
  );
  const busy = spans.reduce((total, span) => total + span, 0) / atOnce;
  return Math.round(Math.max(busy, longest(spans)));
}

/** 0 where there is none. A plan may hold more clips than a call takes arguments. */
function longest(spans: readonly number[]): number {
  return spans.reduce((most, span) => Math.max(most, span), 0);
}
