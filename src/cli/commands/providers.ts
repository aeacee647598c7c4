import type { Command } from 'commander';
import { modelsOf } from '../../catalogue/catalogue.js';
import { isKeySet, keyVariableText } from '../../config/keys.js';
import { resolveSettings } from '../../config/settings.js';
import { renderTable } from '../../ui/table.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { type CommandContext, type CommandOutput, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';
import { openFfmpeg, openRegistry, settingLayers } from '../workshop.js';

export function define(command: Command, context: CommandContext): void {
  command.addHelpText('before', 'Example:\n  wan providers --json\n');
  addCommonOptions(command).action(async (flags: CommonFlags) => {
    await runCommand(context, { name: 'providers', flags }, listed);
  });
}

async function listed(session: Session): Promise<CommandOutput> {
  const settings = resolveSettings(settingLayers(session, await session.config(), {}));
  const registry = openRegistry(session, openFfmpeg(session, settings));
  const data = [...registry.values()].map(({ provider }) => {
    const { facts, id } = provider;
    const keyed = { id, keyVariables: facts.keyVariables };
    return {
      id,
      title: facts.title,
      keyVariable: facts.keyVariables.length === 0 ? null : keyVariableText(keyed),
      keyPresent:
        facts.keyVariables.length === 0
          ? null
          : isKeySet({ provider: keyed, env: session.runtime.env, settings: settings.providers?.value[id] }),
      models: modelsOf(id).length,
      features: {
        upload: provider.upload !== undefined,
        cancel: provider.cancel !== undefined,
        reconcile: provider.findSubmitted !== undefined,
        webhook: facts.webhook,
        quote: provider.quote !== undefined,
        schema: provider.schema !== undefined,
      },
    };
  });
  const text = renderTable({
    columns: ['id', 'key', 'set', 'models', 'features'].map((title) => ({ title, shrinks: title === 'features' })),
    rows: data.map((row) => [
      row.id,
      row.keyVariable ?? 'none needed',
      row.keyPresent === null ? '-' : row.keyPresent ? 'yes' : 'no',
      String(row.models),
      Object.entries(row.features)
        .filter(([, has]) => has)
        .map(([name]) => name)
        .join(' '),
    ]),
    width: tableWidth(session),
  });
  return { data, text };
}
