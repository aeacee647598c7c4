import type { Command } from 'commander';
import { describeConfig } from '../../config/describe.js';
import { resolveRequest } from '../../config/resolve.js';
import { resolveSettings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import { renderTable } from '../../ui/table.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { type CommandContext, type CommandOutput, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';
import { settingLayers } from '../workshop.js';

export function define(command: Command, context: CommandContext): void {
  command.argument('[action]', 'path').addHelpText('before', 'Examples:\n  wan config\n  wan config path\n');
  addCommonOptions(command).action(async (action: string | undefined, flags: CommonFlags) => {
    await runCommand(context, { name: 'config', flags }, async (session) => {
      if (action === undefined) return effective(session);
      if (action === 'path') return paths(session);
      throw new WanError('usage.invalid', `wan config ${action}: not understood`, {
        hint: 'wan config, or wan config path',
      });
    });
  });
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
