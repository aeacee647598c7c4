/** What the other parts of the page's script stand on: finding elements, the clips, and the theme. */
export const foundationScript = `
/**
 * @template {Element} T
 * @param {new () => T} kind
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T}
 */
function find(kind, selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof kind)) throw new Error('the page has no ' + selector);
  return found;
}

/** @param {string} name @param {string} text @param {string} [className] */
function make(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** @param {HTMLElement} clip @param {string} name */
function fact(clip, name) {
  return clip.dataset[name] ?? '';
}

const list = find(HTMLUListElement, '.clips');
/** @type {HTMLElement[]} */
const clips = [...list.querySelectorAll('article.clip')].filter((each) => each instanceof HTMLElement);

const theme = find(HTMLButtonElement, '#theme');
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === undefined ? prefersDark.matches : chosen === 'dark';
}

function showTheme() {
  theme.setAttribute('aria-pressed', String(isDark()));
}

/** @param {string} chosen */
function setTheme(chosen) {
  document.documentElement.dataset.theme = chosen;
  showTheme();
}

function toggleTheme() {
  setTheme(isDark() ? 'light' : 'dark');
  // A page from a file may have no storage.
  try { localStorage.setItem('wan-gallery-theme', isDark() ? 'dark' : 'light'); } catch { }
}

try {
  const kept = localStorage.getItem('wan-gallery-theme');
  if (kept === 'dark' || kept === 'light') setTheme(kept);
} catch { }
theme.addEventListener('click', toggleTheme);
prefersDark.addEventListener('change', showTheme);
showTheme();
`;
