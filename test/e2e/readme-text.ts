import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './program.js';

export interface Command {
  /** As it stands in the README, without its comment. */
  readonly line: string;
  /** Its comment, empty where it has none. */
  readonly comment: string;
  /** What a console shows after it; empty where it shows nothing. */
  readonly shown: readonly string[];
}

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** Every command of the shell blocks, in order. */
export function readmeCommands(): Command[] {
  return [...readme.matchAll(/^```(sh|console)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, text = '']) =>
    kind === 'sh' ? shellCommands(text) : consoleCommands(text),
  );
}

/** Files that the README shows in whole, by name: a block that follows a paragraph which begins with the name. */
export function readmeFiles(): (readonly [name: string, content: string])[] {
  return [...readme.matchAll(/^`([\w.-]+)`, [^\n]*:\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', content = '']) => [name, content],
  );
}

function shellCommands(text: string): Command[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((text) => {
      const [line = '', comment = ''] = text.split(/\s+# /);
      return { line, comment, shown: [] };
    });
}

function consoleCommands(text: string): Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [line = '', ...shown] = part.trimEnd().split('\n');
      return { line, comment: '', shown };
    });
}
