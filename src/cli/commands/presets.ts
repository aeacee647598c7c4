import type { Command } from 'commander';
import { listPresets, presetPlaces } from '../../config/preset-places.js';
import { loadPreset } from '../../config/presets.js';
import { WanError } from '../../errors.js';
import { renderTable } from '../../ui/table.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';

export function define(command: Command, context: CommandContext): void {
  command
    .argument('[action]', 'show')
    .argument('[name]', 'a preset by name or path')
    .addHelpText('before', 'Examples:\n  wan presets\n  wan presets show social-vertical\n');
  addCommonOptions(command).action(async (action: string | undefined, name: string | undefined, flags: CommonFlags) => {
    await runCommand(context, { name: 'presets', flags }, async (session) => {
      if (action === undefined) return listed(session);
      if (action !== 'show' || name === undefined) {
        throw new WanError('usage.invalid', `wan presets ${action}: not understood`, {
          hint: 'wan presets show <name>',
        });
      }
      return shown(session, name);
    });
  });
}

async function load(session: Session, reference: string) {
  const { runtime, flags, directories } = session;
  const places = presetPlaces({ cwd: runtime.cwd, configDirectory: directories.config, ...(await session.config()) });
  return loadPreset(
    { reference, directory: runtime.cwd, chooser: 'command' },
    { places, trustProject: flags.trustProject, allowOutside: flags.allowOutside },
  );
}

async function listed(session: Session): Promise<CommandOutput> {
  const { runtime, directories } = session;
  const places = presetPlaces({ cwd: runtime.cwd, configDirectory: directories.config, ...(await session.config()) });
  const presets = await Promise.all(
    (await listPresets(places)).map(async (entry) => ({ ...entry, ...(await tryLoad(session, entry.file)) })),
  );
  const text = renderTable({
    columns: [{ title: 'name' }, { title: 'from' }, { title: 'description', shrinks: true }],
    rows: presets.map(({ name, place, description }) => [name, place, description ?? '']),
    width: tableWidth(session),
  });
  return { data: presets, text };
}

/** A broken preset is listed with what is wrong with it: it must not hide the others. */
async function tryLoad(session: Session, file: string): Promise<{ description: string | null }> {
  try {
    return { description: (await load(session, file)).description ?? null };
  } catch (error) {
    if (!(error instanceof WanError)) throw error;
    return { description: `broken: ${error.message}` };
  }
}

async function shown(session: Session, name: string): Promise<CommandOutput> {
  const preset = await load(session, name);
  const lines = Object.entries(preset.fields).map(
    ([field, value]) => `  ${field} = ${JSON.stringify(value)}  (${originOf(preset.origins, field)})`,
  );
  return { data: preset, text: `${preset.name}  ${preset.description ?? ''}\n${preset.file}\n${lines.join('\n')}\n` };
}

function originOf(origins: Readonly<Record<string, string | undefined>>, field: string): string {
  return origins[field] ?? '';
}
