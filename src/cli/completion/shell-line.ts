/** A command line as far as the cursor, split as bash would split it. Nothing in it is expanded or run. */
export interface ShellLine {
  /** Whole words before the one at the cursor. */
  readonly words: readonly string[];
  readonly current: CurrentWord;
}

export interface CurrentWord {
  /** Without quotes and backslashes. */
  readonly text: string;
  /** The quote that is still open, or none. */
  readonly quote: '' | "'" | '"';
  /** Where in `text` the part begins that readline replaces: behind the last unquoted break character. */
  readonly replacedFrom: number;
}

/** Splits a line; `breaks` are the characters at which readline begins a new word inside a word (`COMP_WORDBREAKS`). */
export function parseShellLine(line: string, breaks: string): ShellLine {
  const words: string[] = [];
  let word: CurrentWord | undefined;
  const empty: CurrentWord = { text: '', quote: '', replacedFrom: 0 };
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? '';
    const { text, quote, replacedFrom } = word ?? empty;
    if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(text);
      word = undefined;
    } else if (character === quote) {
      word = { text, quote: '', replacedFrom };
    } else if (quote === '' && (character === "'" || character === '"')) {
      word = { text, quote: character, replacedFrom: text.length };
    } else if (character === '\\' && escapes(quote, line[at + 1])) {
      at += 1;
      word = { text: text + (line[at] ?? ''), quote, replacedFrom };
    } else {
      const breaksHere = quote === '' && breaks.includes(character);
      word = { text: text + character, quote, replacedFrom: breaksHere ? text.length + 1 : replacedFrom };
    }
  }
  return { words, current: word ?? empty };
}

/** Between double quotes a backslash stands for itself before anything but these. */
function escapes(quote: CurrentWord['quote'], next: string | undefined): boolean {
  if (quote === "'") return false;
  return quote === '' || (next !== undefined && '"\\$`'.includes(next));
}

/** The part of a candidate that readline puts in place of what it replaces, quoted as the word was begun. */
export function replacement(candidate: string, { quote, replacedFrom }: CurrentWord): string {
  const rest = candidate.slice(replacedFrom);
  if (quote === '"') return rest.replace(/["\\$`]/g, '\\$&');
  if (quote === "'") return rest.replaceAll("'", "'\\''");
  return rest.replace(/[^\w@%+=:,./-]/g, '\\$&');
}
