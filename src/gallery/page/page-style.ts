import { browseStyle } from './style-browse.js';
import { compareStyle } from './style-compare.js';

/** Colours in pairs, light and dark; every text on its ground has a contrast of 4.5 or more. */
const theme = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f5f2, #131518);
  --surface: light-dark(#ffffff, #1b1e22);
  --sunken: light-dark(#f0eee9, #14171a);
  --line: light-dark(#e1ded7, #2e333a);
  --control-line: light-dark(#8d8a83, #69717c);
  --text: light-dark(#20242a, #e7e9ec);
  --soft: light-dark(#5a616c, #a5adb8);
  --accent: light-dark(#31589c, #a3bdf5);
  --on-accent: light-dark(#ffffff, #12192a);
  --good: light-dark(#1a6336, #93dba8);
  --good-ground: light-dark(#e2f2e7, #1a3023);
  --bad: light-dark(#9d2630, #ffb3b3);
  --bad-ground: light-dark(#fae6e6, #3d2022);
  --waiting: light-dark(#6f4a00, #efcf8f);
  --waiting-ground: light-dark(#f9eed6, #372c15);
  --stage: light-dark(#e9e6e0, #0c0d0f);
  --shadow: light-dark(rgb(40 36 28 / 8%), rgb(0 0 0 / 40%));
}
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
}
h1, h2, p, dl, dd, figure { margin: 0; }
h1 { font-size: 1.5rem; font-weight: 650; letter-spacing: -0.01em; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1rem; font-weight: 620; line-height: 1.35; }
a { color: var(--accent); }
button, select, input { font: inherit; color: inherit; }
button, select, input[type='search'] {
  min-height: 2.25rem;
  padding: 0.3rem 0.75rem;
  background: var(--surface);
  border: 1px solid var(--control-line);
  border-radius: 8px;
}
button { cursor: pointer; font-size: 0.875rem; font-weight: 550; }
button:hover:not(:disabled) { background: var(--sunken); }
button.strong { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.strong:hover:not(:disabled) { background: var(--accent); filter: brightness(1.08); }
button:disabled { cursor: default; background: var(--sunken); border-color: var(--line); color: var(--soft); }
button[aria-pressed='true'] { border-color: var(--accent); color: var(--accent); }
input[type='checkbox'], input[type='range'] { accent-color: var(--accent); }
input[type='checkbox'] { width: 1.05rem; height: 1.05rem; margin: 0; }
::placeholder { color: var(--soft); opacity: 1; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dt { color: var(--soft); }
.skip { position: absolute; left: 1rem; top: -4rem; padding: 0.5rem 1rem; background: var(--surface); z-index: 3; }
.skip:focus { top: 1rem; }
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { transition: none !important; animation: none !important; scroll-behavior: auto !important; }
}
@media print {
  .toolbar, .tray, .page-actions, .actions, .copy { display: none !important; }
}
`;

/** The whole style of the page. */
export const pageStyle = [theme, browseStyle, compareStyle].join('');
