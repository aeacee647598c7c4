import { resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveSettings } from '../../config/settings.js';
import { measureSeams } from '../../film/measure-seams.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { parseFrames } from '../film/film-options.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { openFfmpeg, settingLayers } from '../workshop.js';

interface SeamsFlags extends CommonFlags {
  readonly at: readonly number[];
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<film>', 'any video file')
    .addHelpText('before', 'Examples:\n  wan seams film.mp4 --at 80 160\n')
    .requiredOption('--at <frame...>', 'the last frame before each cut, counted from 0', parseFrames);
  addCommonOptions(command).action(async (film: string, flags: SeamsFlags) => {
    await runCommand(context, { name: 'seams', flags }, (session) => seams(session, film, flags.at));
  });
}

async function seams(session: Session, film: string, at: readonly number[]): Promise<CommandOutput> {
  const ffmpeg = openFfmpeg(session, resolveSettings(settingLayers(session, await session.config(), {})));
  const path = resolve(session.runtime.cwd, film);
  const data = await measureSeams({ ffmpeg, path, at, signal: session.stop });
  const lines = data.seams.map(
    ({ atFrame, S, step, verdict }) => `${atFrame}\t${verdict}\tS ${S.toFixed(2)}\tcolour step ${step.toFixed(2)}\n`,
  );
  return { data, text: lines.join('') };
}
