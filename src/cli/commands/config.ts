import type { Command } from 'commander';
import { describeConfig } from '../../config/describe.js';
import { resolveRequest } from '../../config/resolve.js';
import { resolveSettings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import { renderTable } from '../../ui/table.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions } from '../common-options.js';
import { type InitFlags, initConfig } from '../init-config.js';
import { parseDollars } from '../request/option-values.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';
import { settingLayers } from '../workshop.js';

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[action]', 'path or init')
    .option('--provider <id>', 'init: who renders')
    .option('--key-variable <name>', 'init --user: the variable that holds the key, never the key')
    .option('--bucket <name>', 'init: the bucket for your pictures, or none')
    .option('--region <name>', 'init: the region of the bucket')
    .option('--endpoint <url>', 'init --user: the address of a bucket that is not at Amazon S3')
    .option('--budget-per-run <usd>', 'init: the most that one run may cost', parseDollars)
    .option('--budget-per-day <usd>', 'init: the most that one day may cost', parseDollars)
    .option('--user', 'init: write your own config instead of .wanrc.json here')
    .option('--overwrite', 'init: replace the file that is there')
    .option('--offline', 'init: do not try the key')
    .option('-y, --yes', 'init: ask nothing')
    .addHelpText('before', 'Examples:\n  wan config\n  wan config path\n  wan config init\n');
  addCommonOptions(command).action(async (action: string | undefined, flags: InitFlags) => {
    await runCommand(context, { name: 'config', flags }, async (session) => {
      if (action === 'init') return initConfig(session, flags);
      refuseInitFlags(flags, command);
      if (action === undefined) return effective(session);
      if (action === 'path') return paths(session);
      throw new WanError('usage.invalid', `wan config ${action}: not understood`, {
        hint: 'wan config, wan config path, or wan config init',
      });
    });
  });
}

function refuseInitFlags(flags: InitFlags, command: Command): void {
  const own = command.options.filter(({ description }) => description.startsWith('init'));
  const used = own.find((option) => Object.hasOwn(flags, option.attributeName()));
  if (used === undefined) return;
  throw new WanError('usage.invalid', `${used.long} belongs to wan config init`, { hint: 'wan config --help' });
}

async function effective(session: Session): Promise<CommandOutput> {
  const layers = settingLayers(session, await session.config(), {});
  const data = describeConfig(resolveRequest({ ...layers, flags: {} }), resolveSettings(layers));
  const text = renderTable({
    columns: [{ title: 'key' }, { title: 'value', shrinks: true }, { title: 'origin' }],
    rows: data.map(({ key, value, origin }) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
      origin,
    ]),
    width: tableWidth(session),
  });
  return { data, text };
}

async function paths(session: Session): Promise<CommandOutput> {
  const { user, project } = await session.config();
  const data = {
    project: project?.file ?? null,
    user: user?.file ?? null,
    state: session.directories.state,
    cache: session.directories.cache,
    config: session.directories.config,
  };
  const lines = Object.entries(data).map(([name, path]) => `${name}\t${path ?? '-'}\n`);
  return { data, text: lines.join('') };
}
