import type { Option } from 'commander';
import { allModels } from '../../catalogue/catalogue.js';
import { portableNames } from '../../catalogue/portable-names.js';
import { providerIds } from '../../providers/request.js';
import { createRuntime, type Runtime } from '../../runtime.js';
import { type CommandEntry, commandTable } from '../command-table.js';
import { describedCommand } from '../help/command-help.js';
import type { FlagOutline, Outline } from './outline.js';
import { kindOfValue } from './value-kinds.js';

/** Generated from commander's own tree and the catalogue; written to a file by the build. */
export async function makeOutline(runtime: Runtime = createRuntime()): Promise<Outline> {
  const flags = await Promise.all(
    commandTable.map(async (entry) => [entry.name, await flagsOf(entry, runtime)] as const),
  );
  return {
    providers: providerIds,
    portableNames: portableNames.map((value) => ({ value, description: ownersOf(value) })),
    models: allModels.map(({ provider, title, names, endpoint, options }) => ({
      provider,
      title,
      names: [...names, endpoint],
      values: {
        resolution: (options.resolution?.values ?? []).map(String),
        aspectRatio: (options.aspectRatio?.values ?? []).map(String),
        acceleration: (options.acceleration?.values ?? []).map(String),
      },
    })),
    flags: Object.fromEntries(flags),
  };
}

function ownersOf(name: string): string {
  return allModels.flatMap((spec) => (spec.names.includes(name) ? spec.provider : [])).join(' ');
}

async function flagsOf(entry: CommandEntry, runtime: Runtime): Promise<FlagOutline[]> {
  const command = await describedCommand(entry, runtime);
  const help = command.createOption('-h, --help', 'examples and options');
  return [...command.options, help].filter(({ hidden }) => !hidden).flatMap(toFlag);
}

function toFlag(option: Option): FlagOutline[] {
  const { long, short, description, required, optional } = option;
  if (long == null) return [];
  const value = kindOfValue(option);
  return [{ long, short: short ?? null, description, takesValue: required || optional, value }];
}
