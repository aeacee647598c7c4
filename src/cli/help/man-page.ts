import { Command, type Option } from 'commander';
import { createRuntime, type Runtime } from '../../runtime.js';
import { type CommandEntry, commandTable } from '../command-table.js';
import { addCommonOptions } from '../common-options.js';
import { type Block, terms } from './block.js';
import { describedCommand } from './command-help.js';
import { escapeRoff, macroArgument, renderRoff } from './render-roff.js';
import { examples } from './root-help.js';
import { helpTopics } from './topics.js';

/** The man page `wan.1`, from what `--help` and `wan help` show; written to a file by the build. */
export async function manPage({ version }: { readonly version: string }): Promise<string> {
  const runtime = createRuntime();
  const commands = await Promise.all(commandTable.map((entry) => commandSection(entry, runtime)));
  const topics = await Promise.all(
    helpTopics.map(async ({ name, load }) => section(name.replaceAll('-', ' '), renderRoff(await load()))),
  );
  return [
    `.TH WAN 1 "" ${macroArgument(`wan ${version}`)} "User Commands"\n`,
    section('name', 'wan \\- turn an image and a prompt into an MP4, on the provider of your choice\n'),
    section('synopsis', '.B wan\n.I command\n.RI [ arguments ]\n.RI [ options ]\n'),
    section('description', `${escapeRoff(description)}\n`),
    section('examples', renderRoff([terms(examples.map(({ command, does }) => [command, does]))])),
    section('commands', commands.join('')),
    section('options of every command', renderRoff([optionTerms(everywhere)])),
    ...topics,
  ].join('');
}

const description =
  'A clip costs money and takes minutes. Whatever happens in between (a lost answer, Ctrl-C, kill -9, a reboot, a full ' +
  'disk), no clip is paid for twice and no paid clip is lost: every step is written to a ledger before it is taken. ' +
  'Results go to stdout, one path a line; all else goes to stderr.';

function section(title: string, body: string): string {
  return `.SH ${macroArgument(title.toUpperCase())}\n${body}`;
}

async function commandSection(entry: CommandEntry, runtime: Runtime): Promise<string> {
  const { options } = await describedCommand(entry, runtime);
  const own = options.filter(({ hidden, flags }) => !hidden && !everywhere.some((each) => each.flags === flags));
  const names = [entry.name, ...(entry.alias === undefined ? [] : [entry.alias])].join(', ');
  const blocks: Block[] = [
    { kind: 'heading', text: `wan ${names} ${entry.arguments}`.trim() },
    { kind: 'text', text: `${entry.summary}.` },
    optionTerms(own),
  ];
  return renderRoff(blocks);
}

/** Said once, not with each command. */
const everywhere = addCommonOptions(new Command()).options;

function optionTerms(options: readonly Option[]): Block {
  return terms(options.map(({ flags, description: meaning }) => [flags, meaning]));
}
