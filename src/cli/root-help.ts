import { commandTable } from './command-table.js';

/** What `wan --help` prints; written to a file by the build, so that showing it costs nothing. */
export function rootHelp(): string {
  const names = commandTable.map((entry) => [`${entry.name} ${entry.arguments}`.trim(), entry.summary] as const);
  const width = Math.max(...names.map(([name]) => name.length));
  const commands = names.map(([name, summary]) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
  return `wan turns an image and a prompt into an MP4, on the provider of your choice.

Examples:
  wan generate hero.png -p "slow dolly in" --provider local   a free animatic, to try it
  wan generate hero.png -p "slow dolly in" --provider fal     a paid clip
  wan generate hero.png -p "pan left" -c 4 --max-cost 1       four takes, a dollar at most
  wan resume                                                  finish what was interrupted
  wan jobs --since 2d                                         what was made

Commands:
${commands}

wan <command> --help tells the rest. Exit codes, configuration and recovery: see the README.
`;
}
