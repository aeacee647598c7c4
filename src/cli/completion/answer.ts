import { createRuntime, type Runtime } from '../../runtime.js';
import { oneLine } from '../../ui/width.js';
import type { Candidate, Completion } from './candidate.js';
import { complete } from './complete.js';
import { type Shell, shells } from './scripts.js';
import { type CurrentWord, parseShellLine, replacement } from './shell-line.js';

/**
 * What the shell's script asks for at the cursor: a line that says `files` or `words`, then a candidate a line. bash
 * hands over the line as typed and its word breaks, the others their words, the last one at the cursor.
 */
export async function answerShell(shell: Shell, given: readonly string[], runtime: Runtime): Promise<string> {
  const { words, current } = shell === 'bash' ? bashLine(given) : splitLine(given);
  const completion = await complete({ words, typed: current.text }, runtime);
  const lines = completion.candidates
    .filter(({ value }) => value.startsWith(current.text) || shell !== 'bash')
    .map((candidate) => format[shell](candidate, current));
  return [kindOf(completion), ...lines].map((line) => `${line}\n`).join('');
}

function bashLine([line = '', breaks = '']: readonly string[]): { words: readonly string[]; current: CurrentWord } {
  const { words, current } = parseShellLine(line, breaks.replaceAll(/[\s"']/g, ''));
  return { words: words.slice(1), current };
}

function splitLine(given: readonly string[]): { words: readonly string[]; current: CurrentWord } {
  return { words: given.slice(0, -1), current: parseShellLine(given.at(-1) ?? '', '').current };
}

function kindOf({ files }: Completion): string {
  return files ? 'files' : 'words';
}

/** The same for a process that does nothing else: what `bin/wan.js` calls, past commander and all the commands. */
export async function answerAsProcess([, name, ...rest]: readonly string[]): Promise<void> {
  const runtime = createRuntime();
  const shell = shells.find((known) => known === name);
  const words = rest.slice(rest.indexOf('--') + 1);
  if (shell !== undefined) runtime.stdout.write(await answerShell(shell, words, runtime).catch(() => ''));
  await runtime.flush();
  runtime.exit(0);
}

const format: Readonly<Record<Shell, (candidate: Candidate, current: CurrentWord) => string>> = {
  bash: ({ value }, current) => replacement(value, current),
  zsh: ({ value, description }) => {
    const escaped = value.replace(/[\\:]/g, '\\$&');
    return description === '' ? escaped : `${escaped}:${oneLine(description)}`;
  },
  fish: ({ value, description }) => (description === '' ? value : `${value}\t${oneLine(description)}`),
};
