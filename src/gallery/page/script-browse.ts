/** Filters, order, and copying commands. */
export const browseScript = `
const textFilter = find(HTMLInputElement, '#text');
const sort = find(HTMLSelectElement, '#sort');
const count = find(HTMLParagraphElement, '#count');
const nothing = find(HTMLParagraphElement, '#nothing');
/** @type {HTMLSelectElement[]} */
const choices = [...document.querySelectorAll('select[data-filter]')].filter((each) => each instanceof HTMLSelectElement);
const words = new Map(clips.map((clip) => [clip, (clip.textContent ?? '').toLowerCase()]));

/** @param {HTMLElement} clip */
function isWanted(clip) {
  const text = words.get(clip) ?? '';
  const wanted = textFilter.value.toLowerCase().split(' ');
  return wanted.every((word) => text.includes(word))
    && choices.every((choice) => choice.value === '' || fact(clip, choice.dataset.filter ?? '') === choice.value);
}

function applyFilters() {
  let shown = 0;
  for (const clip of clips) {
    const wanted = isWanted(clip);
    if (clip.parentElement) clip.parentElement.hidden = !wanted;
    if (wanted) shown += 1;
    else pauseClip(clip);
  }
  const noun = clips.length === 1 ? ' clip' : ' clips';
  count.textContent = shown === clips.length ? shown + noun : shown + ' of ' + clips.length + noun;
  nothing.hidden = shown > 0;
}

function resetFilters() {
  textFilter.value = '';
  for (const choice of choices) choice.value = '';
  applyFilters();
  textFilter.focus();
}

/** What is not known comes last either way. @param {HTMLElement} one @param {HTMLElement} other @param {string} field */
function compareNumbers(one, other, field) {
  const descending = field.startsWith('-');
  const name = descending ? field.slice(1) : field;
  const [first, second] = [fact(one, name), fact(other, name)];
  if (first === '' || second === '') return Number(first === '') - Number(second === '');
  // Amounts of different currencies are not compared; each stays with its own.
  const currencies = name === 'cost' ? fact(other, 'currency').localeCompare(fact(one, 'currency')) : 0;
  return currencies || (descending ? Number(second) - Number(first) : Number(first) - Number(second));
}

/** @param {HTMLElement} one @param {HTMLElement} other */
function compareClips(one, other) {
  const inOrder = Number(fact(one, 'index')) - Number(fact(other, 'index'));
  if (sort.value === 'given') return inOrder;
  if (sort.value !== 'name') return compareNumbers(one, other, sort.value) || inOrder;
  return fact(one, 'name').localeCompare(fact(other, 'name'), undefined, { numeric: true }) || inOrder;
}

function applyOrder() {
  for (const clip of [...clips].sort(compareClips)) if (clip.parentElement) list.append(clip.parentElement);
}

/** @param {HTMLElement} button */
async function copyCommand(button) {
  const code = button.closest('details')?.querySelector('code');
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    button.textContent = 'Copied';
  } catch {
    // Without leave to copy it is at least selected, for the keys of the system.
    getSelection()?.selectAllChildren(code);
    button.textContent = 'Selected: copy it';
  }
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
}

find(HTMLFormElement, '.toolbar').addEventListener('submit', (event) => event.preventDefault());
textFilter.addEventListener('input', applyFilters);
for (const choice of choices) choice.addEventListener('change', applyFilters);
sort.addEventListener('change', applyOrder);
find(HTMLButtonElement, '#reset').addEventListener('click', resetFilters);
list.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button.copy') : null;
  if (button instanceof HTMLElement) void copyCommand(button);
});
`;
