import type { Command } from 'commander';
import { modelsOf } from '../../catalogue/catalogue.js';
import { isKeySet, keyVariableText } from '../../config/keys.js';
import { resolveSettings } from '../../config/settings.js';
import { renderTable } from '../../ui/table.js';
import { askBalances, balanceText } from '../ask-balances.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';
import { openFfmpeg, openRegistry, settingLayers } from '../workshop.js';

interface ProvidersFlags extends CommonFlags {
  readonly balance?: true;
}

export function define(command: Command, context: CommandContext): void {
  command
    .addHelpText('before', 'Examples:\n  wan providers\n  wan providers --balance --json\n')
    .option('--balance', 'ask what is left on each account whose key is set');
  addCommonOptions(command).action(async (flags: ProvidersFlags) => {
    await runCommand(context, { name: 'providers', flags }, (session) => listed(session, flags));
  });
}

async function listed(session: Session, { balance }: Pick<ProvidersFlags, 'balance'>): Promise<CommandOutput> {
  const settings = resolveSettings(settingLayers(session, await session.config(), {}));
  const registry = openRegistry(session, openFfmpeg(session, settings));
  const balances = balance === true ? await askBalances(session, { settings, registry }) : undefined;
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
        balance: provider.balance !== undefined,
      },
      ...(balances === undefined ? {} : { balance: balances.get(id) }),
    };
  });
  const text = renderTable({
    columns: ['id', 'key', 'set', ...(balance === true ? ['balance'] : []), 'models', 'features'].map((title) => ({
      title,
      shrinks: title === 'features' || title === 'balance',
    })),
    rows: data.map((row) => [
      row.id,
      row.keyVariable ?? 'none needed',
      row.keyPresent === null ? '-' : row.keyPresent ? 'yes' : 'no',
      ...(row.balance === undefined ? [] : [balanceText(row.balance)]),
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
