/** The keyboard. Keys belong to a field, a button or a player that has the focus before they belong to the page. */
export const keysScript = `
const help = find(HTMLDialogElement, '#help');

function currentClip() {
  const clip = document.activeElement?.closest('article.clip');
  return clip instanceof HTMLElement ? clip : undefined;
}

/** @param {KeyboardEvent} event */
function isTyping({ target }) {
  return target instanceof HTMLElement && target.closest('input:not([type=checkbox]), select, textarea') !== null;
}

/** @param {KeyboardEvent} event */
function isTaken({ target }) {
  return target instanceof HTMLElement && target.closest('button, a, summary, video, pre, input') !== null;
}

/** The clip on the next line that lies nearest. @param {HTMLElement} from @param {number} direction @param {HTMLElement[]} shown */
function acrossLines(from, direction, shown) {
  const start = from.getBoundingClientRect();
  const beyond = shown.filter((clip) => (clip.getBoundingClientRect().top - start.top) * direction > 4);
  /** @param {HTMLElement} clip */
  const distance = (clip) => {
    const place = clip.getBoundingClientRect();
    return Math.abs(place.top - start.top) * 10 + Math.abs(place.left - start.left);
  };
  return beyond.sort((one, other) => distance(one) - distance(other))[0];
}

/** @param {string} key */
function moveFocus(key) {
  /** @type {HTMLElement[]} */
  const shown = [...list.querySelectorAll('li:not([hidden]) > article')].filter((each) => each instanceof HTMLElement);
  const from = currentClip();
  const place = from ? shown.indexOf(from) : -1;
  const next = from === undefined ? shown[0]
    : key === 'ArrowRight' ? shown[place + 1]
    : key === 'ArrowLeft' ? shown[place - 1]
    : acrossLines(from, key === 'ArrowDown' ? 1 : -1, shown);
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** @param {HTMLElement} clip */
function toggleMark(clip) {
  setMark(clip, !marked.includes(clip));
}

/** @param {KeyboardEvent} event @returns {(() => void) | undefined} */
function comparisonAction(event) {
  if (isTyping(event)) return undefined;
  if (event.key === ' ' && !isTaken(event)) return togglePlayAll;
  if (event.key === 'ArrowLeft') return () => stepAll(-1);
  if (event.key === 'ArrowRight') return () => stepAll(1);
  return undefined;
}

/** @param {KeyboardEvent} event @returns {(() => void) | undefined} */
function pageAction(event) {
  if (isTyping(event)) return event.key === 'Escape' ? () => textFilter.blur() : undefined;
  const clip = currentClip();
  if (event.key === '/') return () => { textFilter.focus(); textFilter.select(); };
  if (event.key === '?') return () => help.showModal();
  if (event.key === 't') return toggleTheme;
  if (event.key === 'c' && clip) return () => toggleMark(clip);
  const inPlayer = event.target instanceof HTMLVideoElement;
  if (event.key.startsWith('Arrow') && !inPlayer) return () => moveFocus(event.key);
  if (isTaken(event)) return undefined;
  if (event.key === ' ' && clip) return () => togglePlay(clip);
  if (event.key === 'Enter' && marked.length > 1) return openCompare;
  return undefined;
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const action = compareDialog.open ? comparisonAction(event) : pageAction(event);
  if (action === undefined) return;
  event.preventDefault();
  action();
});
find(HTMLButtonElement, '#help-open').addEventListener('click', () => help.showModal());
find(HTMLButtonElement, '#help-close').addEventListener('click', () => help.close());
`;
