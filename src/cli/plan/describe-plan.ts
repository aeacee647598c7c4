import { toApproximateUsd } from '../../catalogue/exchange.js';
import { expectedMs } from '../../catalogue/expected-time.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { explainPrice } from '../../catalogue/price.js';
import { toWire } from '../../catalogue/wire.js';
import { groupBy } from '../../group-by.js';
import type { Engine } from '../../jobs/engine.js';
import type { HostedMedia, JobRecord } from '../../jobs/job.js';
import type { ClipRequest, PlannedClip } from '../../jobs/plan/plan-run.js';
import { isElsewhere } from '../../jobs/plan/twins.js';
import { lostSubmit, unpaidOf } from '../../jobs/plan/unpaid-clip.js';
import { typicalRenderMs } from '../../jobs/wait/speed-history.js';
import { formatDuration, formatMoney } from '../../ui/format.js';
import type { CommandOutput } from '../command-output.js';
import type { Workshop } from '../workshop.js';
import { plannedCost } from './confirm-cost.js';
import { planTotals } from './plan-totals.js';

/** What a plan does about a clip, in words. */
export const actions = {
  new: 'render',
  reuse: 'reuse',
  'fetch-again': 'fetch again',
  continue: 'continue',
  follow: 'wait for the process that renders it',
  refused: 'refused before, nothing is sent',
} as const;

/** What `--dry-run` and `wan estimate` tell: every clip, what is translated, what it costs. Nothing is sent or written. */
export function describePlan(workshop: Workshop, clips: readonly PlannedClip[]): CommandOutput {
  const { redactor, engine } = workshop;
  const requests = [...groupBy(clips, (clip) => clip.request)].map(([request, own]) => {
    const spec = workshop.models.of(request);
    const expected = typicalRenderMs(engine.sql, request) ?? expectedMs(spec, request.request);
    return {
      ...wireOf(spec, request),
      request,
      expected,
      price: explainPrice(spec),
      clips: own.map((clip) => clipRow(engine, clip)),
    };
  });
  const totals = planTotals(workshop, clips, requests);
  const total = plannedCost(engine, clips);
  const data = redactor.json({
    requests: requests.map(({ request, wire, expected, ...rest }) => ({
      row: request.row,
      provider: request.provider,
      model: request.model,
      endpoint: request.endpoint,
      request: request.request,
      origins: request.origins,
      body: wire,
      expectedMs: expected,
      ...rest,
    })),
    totals: { ...totals, usd: total },
    totalUsd: total,
    expectedMs: totals.expectedMs,
  });
  const [first] = requests;
  const lines = requests.flatMap(({ request, translations, clips: rows }, index) => [
    ...(index > 0 && requests[index - 1]?.request.endpoint === request.endpoint
      ? []
      : [`${request.provider} ${request.endpoint}`]),
    ...(requests.length > 1 ? [] : translations.map(translationLine)),
    ...rows.map((row) => clipLine(row, request.row)),
  ]);
  const rule =
    requests.length === 1 && first !== undefined
      ? ` (${first.price.rule}${first.price.date === null ? '' : `, as of ${first.price.date}`})`
      : '';
  const tail = [
    ...(requests.length > 1
      ? totals.providers.map(
          (each) =>
            `${each.provider}: ${each.render} to render, ${formatMoney(each.usd)}, prices as of ${each.priceDate ?? 'today'}`,
        )
      : []),
    `total ${formatMoney(total)}${rule}, about ${formatDuration(totals.expectedMs)}${totals.reused > 0 ? `; ${totals.reused} reused` : ''}`,
  ];
  return { data, text: `${redactor.text([...lines, ...tail].join('\n'))}\n` };
}

/** The body that would be sent, with stand-ins for files that are not uploaded yet. */
export function wireOf(spec: ModelSpec, request: Pick<ClipRequest, 'request' | 'sources'>) {
  return toWire(spec, request.request, standIns(request.sources));
}

export interface PlannedRow {
  readonly action: (typeof actions)[keyof typeof actions];
  readonly job: string | null;
  /** Present where another provider than that of the request has the clip. */
  readonly provider?: string;
  readonly seed: number | null;
  readonly output: string;
  /** 0 for what is there already, null for an unknown price. */
  readonly usd: number | null;
  /** Present where the submit was lost: `usd` is paid only if it never arrived. */
  readonly sentAgain?: true;
}

function clipRow(engine: Engine, clip: PlannedClip): PlannedRow {
  const { decision, output } = clip;
  const unpaid = unpaidOf(engine, clip);
  return {
    action: actions[decision.kind],
    job: 'job' in decision ? decision.job.id : null,
    ...('job' in decision && isElsewhere(decision, clip.request) ? { provider: decision.job.provider } : {}),
    seed: unpaid?.seed ?? null,
    output,
    usd: approximateUsd(unpaid),
    ...(lostSubmit(engine, decision) === null ? {} : { sentAgain: true }),
  };
}

/** What is still to be paid for a clip: 0 for what was paid before, null for an unknown price. */
export function approximateUsd(unpaid: Pick<JobRecord, 'estimate'> | null): number | null {
  if (unpaid === null) return 0;
  return unpaid.estimate === null ? null : toApproximateUsd(unpaid.estimate);
}

function clipLine(row: PlannedRow, number: number | null): string {
  const place = number === null ? '' : `${number}: `;
  const job = row.job === null ? '' : ` ${row.job}${row.provider === undefined ? '' : ` at ${row.provider}`}`;
  const seed = row.seed === null ? '' : `  seed ${row.seed}`;
  const only = row.sentAgain === true ? ' if it never arrived' : '';
  return `  ${place}${row.action}${job}: ${row.output}${seed}  ${formatMoney(row.usd)}${only}`;
}

function translationLine({ option, from, to, wireKey }: ReturnType<typeof toWire>['translations'][number]): string {
  return `  ${option} ${JSON.stringify(from)} is sent as ${wireKey} ${JSON.stringify(to)}`;
}

function standIns(sources: Readonly<Record<string, string>>): HostedMedia {
  const entries = Object.entries(sources).map(([role, source]) => [
    role,
    { url: source.startsWith('http') ? source : `<upload of ${source.slice(0, 12)}>`, expiresAt: null },
  ]);
  return Object.fromEntries(entries);
}
