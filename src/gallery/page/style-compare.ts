/** The tray of marked clips and the dialogs. */
export const compareStyle = `
.tray {
  position: fixed; z-index: 2; inset-inline: 0; bottom: 1rem; margin-inline: auto;
  width: fit-content; max-width: calc(100vw - 2rem);
  display: flex; flex-wrap: wrap; gap: 0.625rem; align-items: center;
  padding: 0.625rem 0.75rem 0.625rem 1.125rem;
  background: var(--surface); border: 1px solid var(--line); border-radius: 14px;
  box-shadow: 0 8px 32px var(--shadow), 0 1px 3px var(--shadow);
}
.tray p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 60ch; font-size: 0.875rem; }
dialog {
  background: var(--surface); color: var(--text);
  border: 1px solid var(--line); border-radius: 16px; padding: 1.25rem;
  box-shadow: 0 16px 64px var(--shadow);
}
dialog::backdrop { background: rgb(12 13 16 / 55%); }
.dialog-head { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin-bottom: 1rem; }
.dialog-head h2 { font-size: 1.125rem; }
.compare { width: min(1680px, calc(100vw - 2rem)); max-width: none; height: calc(100vh - 2rem); max-height: none; }
.compare[open] { display: grid; grid-template-rows: auto minmax(0, 1fr) auto minmax(0, auto); }
.compare .dialog-head { margin-bottom: 0.75rem; }
.panes { display: grid; gap: 0.75rem; grid-auto-rows: minmax(0, 1fr); grid-template-columns: repeat(2, minmax(0, 1fr)); min-height: 0; }
.panes[data-count='3'] { grid-template-columns: repeat(3, minmax(0, 1fr)); }
.panes figure { display: grid; grid-template-rows: minmax(0, 1fr) auto; gap: 0.375rem; min-height: 0; }
.panes video { width: 100%; height: 100%; min-height: 0; object-fit: contain; background: var(--stage); border-radius: 10px; }
.panes figcaption { font-size: 0.875rem; font-weight: 550; text-align: center; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.transport { display: flex; flex-wrap: wrap; gap: 0.625rem; align-items: center; padding-block: 0.75rem; font-size: 0.875rem; }
.transport input[type='range'] { flex: 1 1 12rem; min-width: 6rem; }
.transport output { min-width: 4.5rem; text-align: end; font-variant-numeric: tabular-nums; }
#all-play { min-width: 5rem; }
.speed { display: inline-flex; gap: 0.45rem; align-items: center; }
.differences { overflow: auto; max-height: 30vh; font-size: 0.875rem; border-top: 1px solid var(--line); }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
td, th { padding: 0.375rem 0.75rem 0.375rem 0; text-align: start; vertical-align: top; overflow-wrap: anywhere; border-bottom: 1px solid var(--line); }
td:first-child, th[scope='row'] { width: 7.5rem; }
th[scope='row'] { font-weight: 400; color: var(--soft); }
th[scope='col'] { font-weight: 600; }
.help { width: min(30rem, calc(100vw - 2rem)); }
.help dl { display: grid; gap: 0.5rem; }
.help dl div { display: grid; grid-template-columns: 6rem 1fr; gap: 1rem; }
kbd { font: 0.875rem ui-monospace, 'SF Mono', Menlo, Consolas, monospace; color: var(--text); }
@media (max-width: 640px) {
  .compare { width: 100vw; height: 100vh; border-radius: 0; border: 0; padding: 0.75rem; }
  .panes[data-count='2'] { grid-template-columns: minmax(0, 1fr); }
  .panes[data-count='3'] { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .tray p { max-width: 100%; white-space: normal; }
}
`;
