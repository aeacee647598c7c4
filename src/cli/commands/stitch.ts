import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Join, stitch } from '../../film/stitch.js';
import type { FrameRate } from '../../media/frame-rate.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { parseFrameRate, parseJoin, parseSeconds, parseSize } from '../film/film-options.js';
import { makeFilmFile } from '../film/film-output.js';
import { refuseLoneFade } from '../film/refuse-lone-fade.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface StitchFlags extends CommonFlags {
  readonly output: string;
  readonly overwrite?: true;
  readonly join?: Join;
  readonly fps?: FrameRate;
  readonly size?: { readonly width: number; readonly height: number };
  readonly keepAudio?: true;
  readonly music?: string;
  readonly fadeOut?: number;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<clip...>', 'clips, in order')
    .addHelpText(
      'before',
      'Examples:\n  wan stitch a.mp4 b.mp4 c.mp4 -o film.mp4\n  wan stitch *.mp4 -o film.mp4 --join copy\n',
    )
    .requiredOption('-o, --output <file>', 'the film (.mp4)')
    .option('--overwrite', 'replace an existing file')
    .option('--join <how>', 'smooth (the default), copy (lossless) or fade:<seconds>', parseJoin)
    .option('--fps <rate>', "frame rate (the highest of the clips')", parseFrameRate)
    .option('--size <WxH>', "size (the first clip's)", parseSize)
    .option('--keep-audio', "keep the clips' own sound")
    .option('--music <file>', 'WAV, MP3 or M4A under the film, repeated or cut to its length')
    .option('--fade-out <seconds>', 'fade of the music at the end (2)', parseSeconds);
  addCommonOptions(command).action(async (clips: string[], flags: StitchFlags) => {
    await runCommand(context, { name: 'stitch', flags }, (session) => stitchClips(session, clips, flags));
  });
}

async function stitchClips(session: Session, names: readonly string[], flags: StitchFlags): Promise<CommandOutput> {
  const { cwd, clock } = session.runtime;
  const clips = names.map((name) => resolve(cwd, name));
  refuseLoneFade(flags.fadeOut, flags.music);
  const music =
    flags.music === undefined ? undefined : { file: resolve(cwd, flags.music), fadeOut: flags.fadeOut ?? 2 };
  const wish = {
    output: flags.output,
    clips,
    music: music?.file,
    extensions: ['.mp4'],
    overwrite: flags.overwrite === true,
  } as const;
  const film = await makeFilmFile(session, wish, (bench) =>
    stitch({
      ...bench,
      clips,
      join: flags.join ?? { kind: 'smooth' },
      size: flags.size,
      rate: flags.fps,
      keepAudio: flags.keepAudio === true,
      music,
      clock,
      signal: session.stop,
    }),
  );
  return { film };
}
