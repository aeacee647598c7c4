import type { Command } from 'commander';
import { didYouMean } from '../../closest.js';
import { WanError } from '../../errors.js';
import type { Runtime } from '../../runtime.js';
import { commandTable, findCommand } from '../command-table.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { renderHelpText } from '../help/render-text.js';
import { rootHelp } from '../help/root-help.js';
import { helpTopics } from '../help/topics.js';
import { type CommandContext, runCommand } from '../run-command.js';

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[topic]', `${helpTopics.map(({ name }) => name).join(', ')}, or a command`)
    .addHelpText('before', 'Examples:\n  wan help recovery\n  wan help generate\n');
  addCommonOptions(command).action(async (name: string | undefined, flags: CommonFlags) => {
    await runCommand(context, { name: 'help', flags }, async () => {
      const text = await helpOn(name, context.runtime);
      return { data: { topic: name ?? null, text }, text };
    });
  });
}

async function helpOn(name: string | undefined, runtime: Runtime): Promise<string> {
  if (name === undefined) return rootHelp();
  const topic = helpTopics.find((each) => each.name === name);
  if (topic !== undefined) return renderHelpText(await topic.load());
  const entry = findCommand(name);
  if (entry !== undefined) return commandHelp(entry.name, runtime);
  const names = [...helpTopics, ...commandTable].map((each) => each.name);
  throw new WanError('usage.invalid', `no help on ${name}${didYouMean(name, names)}`, {
    hint: `topics: ${helpTopics.map((each) => each.name).join(', ')}`,
  });
}

/** What `wan <command> --help` prints. */
async function commandHelp(name: string, runtime: Runtime): Promise<string> {
  const { runProgram } = await import('../program.js');
  let text = '';
  const write = (part: string) => {
    text += part;
    return true;
  };
  await runProgram([name, '--help'], { ...runtime, stdout: { ...runtime.stdout, write } });
  return text;
}
