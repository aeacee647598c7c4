import { resolve } from 'node:path';
import type { Command } from 'commander';
import { WanError } from '../../errors.js';
import { isoTime } from '../../jobs/job-report.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { chosenProvider } from '../request/resolve-request.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { leastLifeMs } from '../workshop/media-desk.js';
import { openWorkshop } from '../workshop.js';

interface UploadFlags extends CommonFlags {
  readonly provider?: string;
  readonly bucket?: string;
  readonly background?: string;
  readonly keepMetadata?: true;
}

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<file...>', 'pictures')
    .addHelpText('before', 'Examples:\n  wan upload hero.png --provider fal\n  wan upload *.png --bucket shots\n')
    .option('--provider <id>', 'the provider whose own upload is used when no bucket is configured')
    .option('--bucket <name>', 'the configured bucket')
    .option('--background <colour>', 'under transparent parts of the image (white)')
    .option('--keep-metadata', 'keep EXIF and other metadata');
  addCommonOptions(command).action(async (files: string[], flags: UploadFlags) => {
    await runCommand(context, { name: 'upload', flags }, (session) => upload(session, files, flags));
  });
}

async function upload(session: Session, files: readonly string[], flags: UploadFlags): Promise<CommandOutput> {
  const settingFlags = { bucket: flags.bucket };
  const bucketless = flags.bucket === undefined;
  const provider =
    flags.provider === undefined && !bucketless
      ? undefined
      : await chosenProvider(session, flags.provider, settingFlags);
  const workshop = await openWorkshop(session, {
    providers: provider === undefined ? [] : [provider],
    flags: settingFlags,
  });
  const data = [];
  for (const file of files) {
    const source = resolve(session.runtime.cwd, file);
    const ready = await workshop.media.prepare({ role: 'image', source, limits: {}, preparation: flags });
    const hosted =
      provider === undefined
        ? await workshop.mediaHost.toBucket(ready.file, leastLifeMs)
        : await workshop.mediaHost.host({ file: ready.file, provider, neededForMs: leastLifeMs });
    if (hosted === undefined)
      throw new WanError('local.bucket', 'no bucket is configured', { hint: 'wan config init' });
    data.push({
      file: source,
      url: hosted.url,
      expiresAt: isoTime(hosted.expiresAt),
    });
  }
  return { data, text: data.map(({ url }) => `${url}\n`).join('') };
}
