import { html } from '../escape-html.js';

/** Shows what is marked, once something is. */
export const tray = html`<section id="tray" class="tray" aria-label="Marked for comparison" hidden>
<p id="marked" role="status"></p>
<button type="button" id="compare-open" class="strong">Compare</button>
<button type="button" id="compare-clear">Clear</button>
</section>`;

/** Two to four clips that run as one. */
export const compareDialog = html`<dialog id="compare" class="compare" aria-labelledby="compare-title">
<div class="dialog-head"><h2 id="compare-title">Compare</h2><button type="button" id="compare-close">Close</button></div>
<div class="panes" id="panes"></div>
<div class="transport" role="group" aria-label="All clips together">
<button type="button" id="all-play" class="strong">Play</button>
<button type="button" id="all-back" aria-label="One frame back">−1</button>
<button type="button" id="all-on" aria-label="One frame on">+1</button>
<input type="range" id="all-position" min="0" max="1" step="0.001" value="0" aria-label="Position">
<output id="all-time" for="all-position">0.00 s</output>
<label class="mark"><input type="checkbox" id="all-loop" checked><span>Repeat</span></label>
<label class="speed"><span>Speed</span><select id="all-speed"><option value="0.25">¼</option><option value="0.5">½</option><option value="1" selected>1</option><option value="2">2</option></select></label>
</div>
<div class="differences" id="differences" tabindex="0" role="region" aria-label="What differs"></div>
</dialog>`;

const keys = [
  ['/', 'to the filter'],
  ['← → ↑ ↓', 'from clip to clip; in a comparison ← and → step one frame'],
  ['space', 'play or pause'],
  ['c', 'mark a clip for comparison, or unmark it'],
  ['Enter', 'compare what is marked'],
  ['t', 'dark or light'],
  ['Esc', 'close, or leave the filter'],
  ['?', 'this list'],
] as const;

export const helpDialog = html`<dialog id="help" class="help" aria-labelledby="help-title">
<div class="dialog-head"><h2 id="help-title">Keys</h2><button type="button" id="help-close">Close</button></div>
<dl>${keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
</dialog>`;
