import { toApproximateUsd } from '../catalogue/exchange.js';
import { expectedMs } from '../catalogue/expected-time.js';
import { explainPrice } from '../catalogue/price.js';
import { toWire } from '../catalogue/wire.js';
import type { PlannedClip } from '../jobs/plan-run.js';
import { formatDuration, formatMoney } from '../ui/format.js';
import { plannedCost } from './confirm-cost.js';
import type { Planned } from './plan-request.js';
import type { CommandOutput } from './run-command.js';

const decisions = {
  new: 'render',
  reuse: 'reuse',
  'fetch-again': 'fetch again',
  continue: 'continue',
  follow: 'wait for the process that renders it',
  refused: 'refused before, nothing is sent',
} as const;

/** What `--dry-run` tells: every clip, what is translated, what it costs. Nothing is sent or written. */
export function describePlan(clips: readonly PlannedClip[], { spec, request, workshop }: Planned): CommandOutput {
  const { redactor } = workshop;
  const { translations, wire } = toWire(spec, request.request, placeholders(request.sources));
  const price = explainPrice(spec);
  const total = plannedCost(clips);
  const rows = clips.map((clip) => ({
    action: decisions[clip.decision.kind],
    job: 'job' in clip.decision ? clip.decision.job.id : null,
    seed: clip.record?.seed ?? null,
    output: clip.output,
    usd: clip.record === null ? 0 : clip.record.estimate === null ? null : toApproximateUsd(clip.record.estimate),
  }));
  const expected = expectedMs(spec, request.request);
  const data = redactor.json({
    provider: request.provider,
    model: request.model,
    endpoint: request.endpoint,
    request: request.request,
    origins: request.origins,
    body: wire,
    translations,
    price,
    clips: rows,
    totalUsd: total,
    expectedMs: expected,
  });
  const lines = [
    `${request.provider} ${request.endpoint}`,
    ...translations.map(
      ({ option, from, to, wireKey }) =>
        `  ${option} ${JSON.stringify(from)} is sent as ${wireKey} ${JSON.stringify(to)}`,
    ),
    ...rows.map(
      (row) =>
        `  ${row.action}${row.job === null ? '' : ` ${row.job}`}: ${row.output}${row.seed === null ? '' : `  seed ${row.seed}`}  ${formatMoney(row.usd)}`,
    ),
    `total ${formatMoney(total)} (${price.rule}${price.date === null ? '' : `, as of ${price.date}`}), usually ${formatDuration(expected)} a clip`,
  ];
  return { data, text: `${redactor.text(lines.join('\n'))}\n` };
}

function placeholders(sources: Readonly<Record<string, string>>) {
  const entries = Object.entries(sources).map(([role, source]) => [
    role,
    { url: source.startsWith('http') ? source : `<upload of ${source.slice(0, 12)}>`, expiresAt: null },
  ]);
  return Object.fromEntries(entries);
}
