import type { Command } from 'commander';

/** Flags that every command takes, as commander parses them. */
export interface CommonFlags {
  readonly json?: true;
  readonly jsonl?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  readonly debug?: true;
  readonly color: boolean;
  readonly input: boolean;
  readonly config?: string;
  readonly trustProject?: true;
  readonly allowOutside?: true;
}

/** Adds them; call it last, so that they stand last in the help. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'one JSON document on stdout at the end')
    .option('--jsonl', 'one JSON event a line on stdout, the document last')
    .option('-q, --quiet', 'only errors on stderr')
    .option('-v, --verbose', 'say more on stderr')
    .option('--debug', 'say everything, requests too, without keys')
    .option('--no-color', 'no colours')
    .option('--no-input', 'never ask')
    .option('--config <path>', 'use this config file instead of the project file')
    .option('--trust-project', 'let the project file set what only you may set')
    .option('--allow-outside', 'let data files name media outside their folder');
}
