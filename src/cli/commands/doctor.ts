import type { Command } from 'commander';
import type { ProviderId } from '../../providers/request.js';
import { loadPalette, wantsColour } from '../../ui/palette.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { describeFindings } from '../doctor/describe-findings.js';
import { examine } from '../doctor/examine.js';
import { gravestOf } from '../doctor/finding.js';
import { toProviderId } from '../request/provider-id.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface DoctorFlags extends CommonFlags {
  readonly offline?: true;
  readonly provider?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .option('--offline', 'ask nobody over the network')
    .option('--provider <id>', 'ask this provider only')
    .addHelpText('before', 'Examples:\n  wan doctor\n  wan doctor --provider fal\n  wan doctor --offline --json\n');
  addCommonOptions(command).action(async (flags: DoctorFlags) => {
    await runCommand(context, { name: 'doctor', flags }, (session) => diagnose(session, flags));
  });
}

async function diagnose(session: Session, flags: DoctorFlags): Promise<CommandOutput> {
  const provider: ProviderId | undefined = flags.provider === undefined ? undefined : toProviderId(flags.provider);
  const findings = await examine(session, { offline: flags.offline === true, provider });
  const { stdout, env } = session.runtime;
  const palette = await loadPalette(wantsColour(stdout, env, flags.color ? undefined : false));
  return { data: findings, text: describeFindings(findings, palette), error: gravestOf(findings) };
}
