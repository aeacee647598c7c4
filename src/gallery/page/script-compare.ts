/** Marking clips, and the dialog that shows them side by side with what differs between them. */
export const compareScript = `
const mostMarked = 4;
/** @type {HTMLElement[]} */
let marked = [];
const trayPart = find(HTMLElement, '#tray');
const markedText = find(HTMLParagraphElement, '#marked');
const compareOpen = find(HTMLButtonElement, '#compare-open');
const compareDialog = find(HTMLDialogElement, '#compare');
const panes = find(HTMLDivElement, '#panes');
const differences = find(HTMLDivElement, '#differences');

/** @param {HTMLElement} clip @returns {HTMLInputElement | null} */
function boxOf(clip) {
  return clip.querySelector('.mark input');
}

/** @param {HTMLElement} clip @param {boolean} wanted */
function setMark(clip, wanted) {
  const box = boxOf(clip);
  if (!box) return;
  const others = marked.filter((each) => each !== clip);
  const fits = wanted && others.length < mostMarked;
  marked = fits ? [...others, clip] : others;
  box.checked = fits;
  clip.classList.toggle('is-marked', fits);
  showTray(wanted && !fits);
}

/** @param {boolean} isFull */
function showTray(isFull) {
  trayPart.hidden = marked.length === 0;
  compareOpen.disabled = marked.length < 2;
  const names = marked.map((clip) => fact(clip, 'name')).join(', ');
  const next = isFull ? ' · four is the most' : marked.length === 1 ? ' · mark another one' : '';
  markedText.textContent = marked.length + ' marked: ' + names + next;
}

function clearMarks() {
  for (const clip of [...marked]) setMark(clip, false);
}

function openCompare() {
  if (marked.length < 2 || compareDialog.open) return;
  for (const clip of clips) pauseClip(clip);
  framesPerSecond = Math.max(...marked.map((clip) => Number(fact(clip, 'fps')))) || 24;
  panes.dataset.count = String(marked.length);
  panes.replaceChildren(...marked.map(makePane));
  videos = [...panes.querySelectorAll('video')];
  differences.replaceChildren(makeTable());
  compareDialog.showModal();
  allPlay.focus();
}

/** @param {HTMLElement} clip */
function makePane(clip) {
  const pane = document.createElement('figure');
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  video.setAttribute('aria-label', fact(clip, 'name'));
  video.addEventListener('loadedmetadata', () => {
    // The dialog may be closed again by then.
    if (videos.includes(video)) showPosition(leader().currentTime);
  });
  video.src = addressOf(clip);
  const caption = make('figcaption', fact(clip, 'name'));
  caption.dir = 'auto';
  pane.append(video, caption);
  return pane;
}

/** @param {HTMLElement} clip @returns {Map<string, string>} */
function factsOf(clip) {
  const pairs = [...clip.querySelectorAll('dl > div')].map((pair) =>
    /** @type {[string, string]} */ ([pair.querySelector('dt')?.textContent ?? '', pair.querySelector('dd')?.textContent ?? '']));
  return new Map([['prompt', clip.querySelector('.prompt')?.textContent ?? ''], ...pairs]);
}

function makeTable() {
  const facts = marked.map(factsOf);
  const names = [...new Set(facts.flatMap((each) => [...each.keys()]))];
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const title of ['', ...marked.map((clip) => fact(clip, 'name'))]) head.append(makeHeading('col', title));
  const body = table.createTBody();
  for (const name of names) {
    const values = facts.map((each) => each.get(name) ?? '');
    if (new Set(values).size === 1) continue;
    const row = body.insertRow();
    row.append(makeHeading('row', name));
    for (const value of values) row.insertCell().append(makeValue(value));
  }
  return table;
}

/** @param {string} scope @param {string} text */
function makeHeading(scope, text) {
  const heading = make(text === '' ? 'td' : 'th', text);
  if (text !== '') heading.setAttribute('scope', scope);
  heading.dir = 'auto';
  return heading;
}

/** @param {string} text */
function makeValue(text) {
  const value = make('bdi', text);
  value.dir = 'auto';
  return value;
}

function endCompare() {
  pauseAll();
  for (const video of videos) video.removeAttribute('src');
  videos = [];
  panes.replaceChildren();
  marked[0]?.focus();
}

for (const clip of clips) boxOf(clip)?.addEventListener('change', () => setMark(clip, boxOf(clip)?.checked === true));
compareOpen.addEventListener('click', openCompare);
find(HTMLButtonElement, '#compare-clear').addEventListener('click', clearMarks);
find(HTMLButtonElement, '#compare-close').addEventListener('click', () => compareDialog.close());
compareDialog.addEventListener('close', endCompare);
`;
