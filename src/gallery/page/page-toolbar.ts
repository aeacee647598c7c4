import { type Html, html } from '../escape-html.js';
import type { ReportRow } from '../report-data.js';

/** Filters and the order; the choices are those that occur. */
export function pageToolbar(rows: readonly ReportRow[]): Html {
  const selects = choices.map(({ field, label }) => filter(field, label, distinct(rows, field)));
  return html`<form class="toolbar" role="search" aria-label="Find clips">
<label class="grow"><span>Filter</span><input type="search" id="text" autocomplete="off" spellcheck="false" placeholder="prompt, name, seed, id…" aria-keyshortcuts="/"></label>
${selects}
<label><span>Sort</span><select id="sort">${orders.map(([value, name]) => html`<option value="${value}">${name}</option>`)}</select></label>
</form>`;
}

const choices = [
  { field: 'provider', label: 'Provider' },
  { field: 'model', label: 'Model' },
  { field: 'status', label: 'Status' },
  { field: 'run', label: 'Run' },
] as const;

/** As `<field>` with a minus for the other way round. */
const orders = [
  ['given', 'As listed'],
  ['-at', 'Newest first'],
  ['at', 'Oldest first'],
  ['cost', 'Cheapest first'],
  ['-cost', 'Dearest first'],
  ['took', 'Fastest first'],
  ['-took', 'Slowest first'],
  ['seconds', 'Shortest first'],
  ['-seconds', 'Longest first'],
  ['name', 'Name'],
] as const;

function distinct(rows: readonly ReportRow[], field: (typeof choices)[number]['field']): string[] {
  return [...new Set(rows.map((row) => row[field]))].sort();
}

function filter(field: string, label: string, values: readonly string[]): Html {
  const options = values.map((value) => html`<option value="${value}">${value}</option>`);
  return html`<label><span>${label}</span><select data-filter="${field}"><option value="">All</option>${options}</select></label>
`;
}
