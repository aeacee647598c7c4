import { formatDuration, formatMoney } from '../../ui/format.js';
import { type Html, html } from '../escape-html.js';
import { needsAttention, type ReportRow } from '../report-data.js';
import type { Showing } from '../showing.js';

/** One clip: its picture, what was asked for, what it cost, and how to have it again. */
export function pageCard(showing: Showing, index: number): Html {
  const { row } = showing;
  const name = `name-${index}`;
  const length = showing.clip?.durationSeconds ?? row.seconds;
  return html`<li>
<article class="clip" id="clip-${index}" tabindex="-1" aria-labelledby="${name}" data-index="${index}" data-name="${row.name}" data-provider="${row.provider}" data-model="${row.model}" data-status="${row.status}" data-run="${row.run}" data-at="${Date.parse(row.createdAt) || 0}" data-cost="${row.cost.actual ?? row.cost.estimated ?? ''}" data-currency="${row.cost.currency}" data-took="${row.timing.totalMs ?? ''}" data-seconds="${length ?? ''}" data-fps="${showing.clip?.fps ?? row.fps ?? ''}">
<div class="stage">${stage(showing)}</div>
<div class="about">
<div class="title"><h2 id="${name}" dir="auto">${row.name}</h2><span class="status ${tone(row)}">${row.reused ? 'reused' : row.status}</span></div>
<p class="prompt" dir="auto">${row.prompt}</p>
<dl class="facts">${facts(row, length)}</dl>
${details(row)}
<div class="actions">${actions(showing, index)}</div>
</div>
</article>
</li>
`;
}

function stage({ row, addresses, poster }: Showing): Html {
  const [address] = addresses;
  if (address === undefined) return html`<p class="missing" dir="auto">${whyMissing(row)}</p>`;
  const picture =
    poster === undefined
      ? html`<video class="preview" muted playsinline preload="none" tabindex="-1" aria-hidden="true"></video>`
      : html`<img src="${poster}" alt="" loading="lazy" decoding="async">`;
  return html`<a class="poster" href="${address}" aria-label="Play ${row.name}">${picture}<span class="play" aria-hidden="true"></span></a>`;
}

function whyMissing({ error, status }: ReportRow): string {
  if (error !== null) return error.hint === null ? error.message : `${error.message}. Next: ${error.hint}`;
  return status === 'done' ? 'The file is not there any more.' : 'No clip yet.';
}

function tone(row: ReportRow): string {
  if (row.status === 'done') return 'good';
  return needsAttention(row) ? 'bad' : 'waiting';
}

function facts(row: ReportRow, length: number | null): Html[] {
  const { totalMs } = row.timing;
  return list([
    ['provider', row.provider],
    ['model', row.model],
    costFact(row),
    ['took', totalMs === null ? undefined : formatDuration(totalMs)],
    ['length', length === null ? undefined : `${Number(length.toFixed(2))} s`],
    ['seed', row.seed],
  ]);
}

/** What was charged, or what it was expected to be. */
function costFact({ cost: { actual, estimated, currency } }: ReportRow): readonly [string, string] {
  return actual === null && estimated !== null
    ? ['estimated', formatMoney(estimated, currency)]
    : ['cost', formatMoney(actual, currency)];
}

function details(row: ReportRow): Html {
  const more = list([
    ...row.parameters.map(({ name, value }) => [name, value] as const),
    ['job', row.id],
    ['run', row.run],
    ['row', row.row],
    ['endpoint', row.endpoint],
    ['made', row.createdAt.slice(0, 19).replace('T', ' ')],
    ['in the queue', duration(row.timing.queuedMs)],
    ['rendering', duration(row.timing.renderMs)],
    ['downloading', duration(row.timing.downloadMs)],
    ['estimate', row.cost.actual === null ? undefined : formatMoney(row.cost.estimated, row.cost.currency)],
  ]);
  return html`<details><summary>Parameters and command</summary>
<dl class="parameters">${more}</dl>
<pre tabindex="0" role="region" aria-label="Command for ${row.name}"><code>${row.command}</code></pre>
<button type="button" class="copy" aria-label="Copy the command for ${row.name}">Copy</button>
</details>`;
}

function actions({ row, addresses }: Showing, index: number): Html {
  if (addresses.length === 0) return html``;
  const others = addresses
    .slice(1)
    .map((address, at) => html`<a href="${address}" aria-label="Output ${at + 2} of ${row.name}">Output ${at + 2}</a>`);
  return html`<label class="mark"><input type="checkbox" id="mark-${index}" aria-label="Compare ${row.name}"><span>Compare</span></label>${others}`;
}

function list(entries: readonly (readonly [string, string | number | null | undefined])[]): Html[] {
  return entries
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto">${value ?? ''}</dd></div>`);
}

function duration(ms: number | null): string | undefined {
  return ms === null ? undefined : formatDuration(ms);
}
