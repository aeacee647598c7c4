import { commandTable } from '../command-table.js';
import { helpTopics } from './topics.js';

/** What people do first, here and in the man page. */
export const examples: readonly { readonly command: string; readonly does: string }[] = [
  { command: 'wan generate hero.png -p "slow dolly in" --provider local', does: 'a free animatic, to try it' },
  { command: 'wan generate hero.png -p "slow dolly in" --provider fal', does: 'a paid clip' },
  { command: 'wan generate hero.png -p "pan left" -c 4 --max-cost 1', does: 'four takes, a dollar at most' },
  { command: 'wan resume', does: 'finish what was interrupted' },
  { command: 'wan jobs --since 2d', does: 'what was made' },
];

/** What `wan --help` prints; written to a file by the build, so that showing it costs nothing. */
export function rootHelp(): string {
  return `wan turns an image and a prompt into an MP4, on the provider of your choice.

Examples:
${columns(examples.map(({ command, does }) => [command, does]))}

Commands:
${columns(commandTable.map((entry) => [`${entry.name} ${entry.arguments}`.trim(), entry.summary]))}

Topics:
${columns(helpTopics.map(({ name, summary }) => [`help ${name}`, summary]))}

wan <command> --help tells the rest.
`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`).join('\n');
}
