import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import { compareClips } from '../../film/compare-clips.js';
import type { FrameRate } from '../../media/frame-rate.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { parseFrameRate, parseWidth } from '../film/film-options.js';
import { makeFilmFile } from '../film/film-output.js';
import { collect } from '../request/option-values.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface CompareFlags extends CommonFlags {
  readonly output: string;
  readonly overwrite?: true;
  readonly label?: readonly string[];
  readonly width?: number;
  readonly fps?: FrameRate;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<clip...>', 'clips, two to sixteen')
    .addHelpText(
      'before',
      'Examples:\n  wan compare a.mp4 b.mp4 -o grid.mp4\n  wan compare a.mp4 b.mp4 -o grid.mp4 --label "seed 1" --label "seed 2"\n',
    )
    .requiredOption('-o, --output <file>', 'the video (.mp4)')
    .option('--overwrite', 'replace an existing file')
    .option('--label <text>', 'label of a clip, once for each, in order (file names)', collect)
    .option('--width <pixels>', 'width of the whole picture (1920 at most)', parseWidth)
    .option('--fps <rate>', "frame rate (the highest of the clips')", parseFrameRate);
  addCommonOptions(command).action(async (clips: string[], flags: CompareFlags) => {
    await runCommand(context, { name: 'compare', flags }, (session) => compare(session, clips, flags));
  });
}

async function compare(session: Session, names: readonly string[], flags: CompareFlags): Promise<CommandOutput> {
  const { cwd, clock } = session.runtime;
  const paths = names.map((name) => resolve(cwd, name));
  const labels = chooseLabels(names, flags.label);
  const place = {
    output: flags.output,
    clips: paths,
    extensions: ['.mp4'],
    overwrite: flags.overwrite === true,
  } as const;
  const film = await makeFilmFile(session, place, (bench) =>
    compareClips({ ...bench, paths, labels, width: flags.width, rate: flags.fps, clock, signal: session.stop }),
  );
  return { film: { ...film, labels } };
}

/** The names of the files; with their folders where two names are the same. */
function chooseLabels(names: readonly string[], labels: readonly string[] | undefined): readonly string[] {
  if (labels !== undefined && labels.length !== names.length) {
    throw new WanError('usage.invalid', `${labels.length} labels for ${names.length} clips`, {
      hint: 'give --label once for each clip, or not at all',
    });
  }
  const short = names.map((name) => basename(name));
  return labels ?? (new Set(short).size === short.length ? short : names);
}
