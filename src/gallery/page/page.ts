import { createHash } from 'node:crypto';
import { formatCount } from '../../ui/format.js';
import { type Html, html, trusted } from '../escape-html.js';
import { costText } from '../markdown.js';
import { pageMark } from '../place-page.js';
import type { ReportData } from '../report-data.js';
import type { Showing } from '../showing.js';
import { pageCard } from './page-card.js';
import { compareDialog, helpDialog, tray } from './page-dialogs.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';
import { pageToolbar } from './page-toolbar.js';

/** One page that needs nothing but itself and the clips beside it. */
export function galleryPage(data: ReportData, showings: readonly Showing[]): string {
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${trusted(pageMark)}
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${data.title}</title>
<link rel="icon" href="data:,">
<style>${trusted(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#clips">Skip to the clips</a>
${pageHead(data)}
${pageToolbar(data.rows)}
<main id="clips" tabindex="-1">
<p id="count" class="count" role="status">${formatCount(showings.length, 'clip')}</p>
<ul class="clips" role="list">${showings.map(pageCard)}</ul>
<p id="nothing" class="nothing" hidden>No clip fits these filters. <button type="button" id="reset">Show all</button></p>
</main>
${tray}
${compareDialog}
${helpDialog}
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return markup;
}

/** Nothing may be fetched but the clips; scripts and styles are the two of this page, by their digests. */
const contentPolicy = [
  "default-src 'none'",
  `script-src ${digest(pageScript)}`,
  `style-src ${digest(pageStyle)}`,
  'img-src data:',
  "media-src 'self' file: data:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function digest(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function pageHead({ title, totals, generatedAt }: ReportData): Html {
  const made = new Date(generatedAt).toISOString();
  const facts = [
    ['clips', String(totals.jobs)],
    ['done', String(totals.done)],
    ['not delivered', String(totals.failed + totals.expired + totals.cancelled + totals.unknown)],
    ['in the works', String(totals.pending)],
    ['cost', totals.cost.currency === 'mixed' ? 'several currencies' : costText(totals)],
  ].filter(([, value]) => value !== '0');
  return html`<header class="page-head">
<div>
<h1 dir="auto">${title}</h1>
<p class="made">Made <time datetime="${made}">${made.slice(0, 16).replace('T', ' ')} UTC</time></p>
</div>
<dl class="totals">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="page-actions">
<button type="button" id="theme" aria-pressed="false">Dark</button>
<button type="button" id="help-open" aria-keyshortcuts="?">Keys</button>
</div>
</header>`;
}
