import { parse, resolve } from 'node:path';
import type { Command } from 'commander';
import { markedPath } from '../../files/template.js';
import { exportClip } from '../../film/export-clip.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { type ExportFlags, planExport } from '../film/export-wish.js';
import { parseColumns, parseFrameRate, parseRatio, parseTime, parseWidth } from '../film/film-options.js';
import { makeFilmFile } from '../film/film-output.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

type Flags = CommonFlags & ExportFlags & { readonly overwrite?: true };

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<clip>', 'a finished clip')
    .addHelpText(
      'before',
      'Examples:\n  wan export clip.mp4 --gif\n  wan export clip.mp4 --poster --at 2.5 -o poster.jpg\n  wan export clip.mp4 --reframe 9:16 --crop\n',
    )
    .option('--gif', 'an endless GIF (480 pixels across, 12 pictures a second)')
    .option('--webp', 'an endless animated WebP: a third of the size, all colours')
    .option('--poster', 'the picture that stands best for the clip, or the one at --at')
    .option('--contact-sheet', 'pictures from all over the clip on one sheet, with their times')
    .option('--loop', 'a video that begins anew without a jump')
    .option('--reframe <shape>', 'the clip in another shape, such as 9:16, 1:1 or 4:5', parseRatio)
    .option('-o, --output <file>', 'what to write (<clip>-<kind>.<ext> in this directory)')
    .option('--overwrite', 'replace an existing file')
    .option('--width <pixels>', 'width of the result', parseWidth)
    .option('--fps <rate>', 'frame rate of the result', parseFrameRate)
    .option('--at <seconds>', 'of --poster: the time', parseTime)
    .option('--columns <count>', 'of --contact-sheet: pictures in a row (4)', parseColumns)
    .option('--boomerang', 'of --loop: forth and back, in place of a dissolve')
    .option('--crop', 'of --reframe: only the middle, in place of all before a blurred background');
  addCommonOptions(command).action(async (clip: string, flags: Flags) => {
    await runCommand(context, { name: 'export', flags }, (session) => exportOne(session, clip, flags));
  });
}

async function exportOne(session: Session, name: string, flags: Flags): Promise<CommandOutput> {
  const { cwd, clock } = session.runtime;
  const { wish, mark, extensions } = planExport(flags);
  const path = resolve(cwd, name);
  const output = flags.output ?? markedPath(resolve(cwd, `${parse(path).name}${extensions[0]}`), mark);
  const place = { output, clips: [path], extensions, overwrite: flags.overwrite === true };
  const film = await makeFilmFile(session, place, (bench) =>
    exportClip({ ...bench, path, wish, clock, signal: session.stop }),
  );
  return { film: { ...film, kind: wish.kind } };
}
