/** The head, the toolbar and the clips. */
export const browseStyle = `
.page-head, .toolbar, main { max-width: 1680px; margin: 0 auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
.page-head { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 1rem 2.5rem; padding-block: 2rem 1.25rem; }
.page-head > div:first-child { margin-right: auto; min-width: 0; }
.made { color: var(--soft); font-size: 0.875rem; margin-top: 0.25rem; }
.totals { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; }
.totals dt { font-size: 0.8125rem; }
.totals dd { font-size: 1.0625rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.page-actions { display: flex; gap: 0.5rem; }
.toolbar {
  position: sticky; top: 0; z-index: 2;
  display: flex; flex-wrap: wrap; gap: 0.625rem;
  padding-block: 0.75rem;
  background: var(--ground);
  border-bottom: 1px solid var(--line);
}
.toolbar label { display: grid; gap: 0.15rem; min-width: 0; }
.toolbar label > span { font-size: 0.8125rem; color: var(--soft); }
.toolbar select { max-width: 11rem; }
.toolbar .grow { flex: 1 1 14rem; }
.toolbar input { width: 100%; }
main { padding-block: 1rem 7rem; }
main:focus { outline: none; }
.count { color: var(--soft); font-size: 0.875rem; margin-bottom: 0.75rem; }
.nothing { padding: 4rem 1rem; text-align: center; color: var(--soft); }
.clips {
  list-style: none; margin: 0; padding: 0;
  display: grid; gap: 1.25rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
}
.clip {
  content-visibility: auto;
  contain-intrinsic-size: auto 25rem;
  background: var(--surface);
  border: 1px solid var(--line);
  border-radius: 14px;
  box-shadow: 0 1px 3px var(--shadow);
  scroll-margin: 11rem 0 6rem;
  transition: border-color 120ms, box-shadow 120ms;
  display: flex; flex-direction: column;
}
.clips:not(:has(details[open])) .clip { height: 100%; }
.clips:has(details[open]) { align-items: start; }
.clip:hover { box-shadow: 0 4px 16px var(--shadow); }
.clip:focus { outline: 3px solid var(--accent); outline-offset: 2px; }
.clip.is-marked { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.stage {
  position: relative; display: grid; place-items: center;
  aspect-ratio: 16 / 9; overflow: hidden;
  background: var(--stage);
  border-radius: 13px 13px 0 0;
}
.poster, .playing { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.poster:focus-visible { outline-offset: -4px; }
.poster img, .poster video, .playing { display: block; width: 100%; height: 100%; object-fit: contain; }
.poster video { pointer-events: none; }
.play {
  position: absolute; inset: 0; margin: auto; width: 3.25rem; height: 3.25rem;
  border-radius: 50%; background: rgb(15 18 24 / 62%);
  opacity: 0.85; transition: opacity 120ms, transform 120ms;
}
.play::after {
  content: ''; position: absolute; inset: 0; margin: auto; left: 0.25rem; width: 1.05rem; height: 1.2rem;
  background: #fff; clip-path: polygon(0 0, 100% 50%, 0 100%);
}
.poster:hover .play { opacity: 1; transform: scale(1.06); }
.missing { padding: 1.25rem; max-height: 100%; overflow: auto; font-size: 0.875rem; color: var(--text); text-align: center; overflow-wrap: anywhere; }
.about { flex: 1; display: flex; flex-direction: column; gap: 0.625rem; padding: 0.875rem 1rem; }
.title { display: flex; gap: 0.75rem; align-items: baseline; justify-content: space-between; }
.title h2 { overflow-wrap: anywhere; }
.status { flex: none; padding: 0.05rem 0.55rem; border-radius: 99px; font-size: 0.8125rem; font-weight: 550; }
.status.good { background: var(--good-ground); color: var(--good); }
.status.bad { background: var(--bad-ground); color: var(--bad); }
.status.waiting { background: var(--waiting-ground); color: var(--waiting); }
.prompt {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden;
  white-space: pre-line; overflow-wrap: anywhere;
}
.clip:has(details[open]) .prompt { -webkit-line-clamp: none; }
.prompt:empty { display: none; }
.facts {
  display: grid; grid-template-columns: 5fr 3fr 3fr 4.5fr; gap: 0.375rem 0.75rem;
  font-size: 0.875rem; font-variant-numeric: tabular-nums;
}
.facts div:nth-child(2) { grid-column: 2 / -1; }
.facts dt, .totals dt { line-height: 1.3; }
.facts dt { font-size: 0.8125rem; }
.facts dd { overflow-wrap: anywhere; }
details { font-size: 0.875rem; }
summary { cursor: pointer; color: var(--soft); border-radius: 4px; width: fit-content; }
summary:hover { color: var(--text); }
.parameters { display: grid; gap: 0.25rem; margin-block: 0.625rem; }
.parameters div { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: 0.75rem; }
.parameters dd { overflow-wrap: anywhere; white-space: pre-line; }
pre {
  margin: 0 0 0.5rem; padding: 0.625rem 0.75rem; max-height: 10rem; overflow: auto;
  background: var(--sunken); border: 1px solid var(--line); border-radius: 8px;
  font: 0.8125rem/1.5 ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere;
}
.actions { margin-top: auto; display: flex; gap: 1rem; align-items: center; font-size: 0.875rem; }
.actions:empty { display: none; }
.mark { display: inline-flex; gap: 0.45rem; align-items: center; cursor: pointer; }
@media (max-width: 640px) {
  .toolbar { position: static; }
  .toolbar label:not(.grow) { flex: 1 1 40%; }
  .toolbar select { max-width: none; width: 100%; }
  .page-head { padding-block: 1.25rem 0.75rem; }
  .clip { scroll-margin-top: 1rem; }
}
`;
