import { dirname, extname, resolve } from 'node:path';
import type { Command } from 'commander';
import { resolveSettings } from '../../config/settings.js';
import { WanError } from '../../errors.js';
import { removeFile } from '../../files/atomic.js';
import { checkDirectories, diskFacts, makeDirectories } from '../../files/output-facts.js';
import { partPath } from '../../files/part.js';
import { placeFile } from '../../files/place.js';
import { checkOutputs } from '../../files/reserve.js';
import { markedPath } from '../../files/template.js';
import { type Join, stitch } from '../../film/stitch.js';
import type { FrameRate } from '../../media/frame-rate.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { parseFrameRate, parseJoin, parseSeconds, parseSize } from '../film-options.js';
import { reportFilm } from '../film-progress.js';
import { type CommandContext, type CommandOutput, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { openFfmpeg, settingLayers } from '../workshop.js';

interface StitchFlags extends CommonFlags {
  readonly output: string;
  readonly overwrite?: true;
  readonly join: Join;
  readonly fps?: FrameRate;
  readonly size?: { readonly width: number; readonly height: number };
  readonly keepAudio?: true;
  readonly music?: string;
  readonly fadeOut: number;
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
    .option('--join <how>', 'smooth, copy (lossless) or fade:<seconds>', parseJoin, { kind: 'smooth' } as const)
    .option('--fps <rate>', "frame rate (the highest of the clips')", parseFrameRate)
    .option('--size <WxH>', "size (the first clip's)", parseSize)
    .option('--keep-audio', "keep the clips' own sound")
    .option('--music <file>', 'WAV, MP3 or M4A under the film, repeated or cut to its length')
    .option('--fade-out <seconds>', 'fade of the music at the end', parseSeconds, 2);
  addCommonOptions(command).action(async (clips: string[], flags: StitchFlags) => {
    await runCommand(context, { name: 'stitch', flags }, (session) => stitchClips(session, clips, flags));
  });
}

async function stitchClips(session: Session, names: readonly string[], flags: StitchFlags): Promise<CommandOutput> {
  const { runtime } = session;
  const clips = names.map((name) => resolve(runtime.cwd, name));
  const output = await checkedOutput(session, clips, flags);
  const ffmpeg = openFfmpeg(session, resolveSettings(settingLayers(session, await session.config(), {})));
  const id = runtime.newId('');
  const part = partPath(markedPath(output, id));
  const progress = reportFilm(session, output);
  try {
    const { notes, ...film } = await stitch({
      ffmpeg,
      clips,
      into: part,
      join: flags.join,
      size: flags.size,
      rate: flags.fps,
      keepAudio: flags.keepAudio === true,
      music:
        flags.music === undefined ? undefined : { file: resolve(runtime.cwd, flags.music), fadeOut: flags.fadeOut },
      clock: runtime.clock,
      signal: session.stop,
      onFraction: progress.onFraction,
    });
    const path = await placeFile({ part, path: output, overwrite: flags.overwrite === true, job: id });
    progress.done({ film, notes });
    return { film: { output: path, ...film } };
  } finally {
    await removeFile(part);
  }
}

async function checkedOutput(session: Session, clips: readonly string[], flags: StitchFlags): Promise<string> {
  const output = resolve(session.runtime.cwd, flags.output);
  if (extname(output).toLowerCase() !== '.mp4') {
    throw new WanError('output.invalid', `a film is an MP4, not ${flags.output}`, { hint: 'name it film.mp4' });
  }
  if (clips.includes(output))
    throw new WanError('output.conflict', `${output} is one of the clips`, { hint: 'choose another --output' });
  checkDirectories([dirname(output)]);
  const wanted = { job: 'film', path: output, overwrite: flags.overwrite === true };
  checkOutputs([wanted], { ...diskFacts, reservedBy: () => undefined });
  await makeDirectories([dirname(output)]);
  return output;
}
