import type { Command } from 'commander';
import type { SettingFlags } from '../../config/settings.js';
import type { ProviderId } from '../../providers/request.js';
import type { CommonFlags } from '../common-options.js';
import type { WorkshopOptions } from '../workshop.js';
import { parseDollars, parsePositive, parseSince } from './option-values.js';
import { toProviderId } from './provider-id.js';

/** Flags of every command that makes clips, as commander parses them. */
export interface RunFlags extends CommonFlags {
  readonly output?: string;
  readonly concurrency?: number;
  readonly maxCost?: number;
  readonly allowUnknownPrice?: true;
  readonly untilCap?: true;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly detach?: true;
  readonly waitTimeout?: number;
  readonly webhook?: string;
  readonly bucket?: string;
  readonly fallback?: readonly ProviderId[];
  readonly overwrite?: true;
  readonly force?: true;
  readonly retryFailed?: true;
  readonly failFast?: true;
}

/** Adds them, all but the output template, whose words differ from command to command. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--concurrency <n>', 'clips at once', parsePositive)
    .option('--max-cost <usd>', 'cap of this run', parseDollars)
    .option('--until-cap', 'spend up to the cap instead of refusing the run')
    .option('--allow-unknown-price', 'accept a price that is not known although a cap is set')
    .option('-y, --yes', 'do not ask about the cost')
    .option('--dry-run', 'show what would be made and paid, and do nothing')
    .option('--detach', 'submit, print the ids, do not wait')
    .option('--wait-timeout <time>', 'give up waiting after this long without news: 30m, 2h', parseSince)
    .option('--webhook <url>', 'let the provider report the end there')
    .option('--bucket <name>', 'the configured bucket that local files go to')
    .option(
      '--fallback <providers>',
      'who takes over when a provider certainly took nothing: wavespeed,fal',
      toProviders,
    )
    .option('--overwrite', 'replace files that are in the way')
    .option('--force', 'render anew although the same request is known');
}

/** The flags that are settings. */
export function settingFlagsOf(flags: RunFlags): SettingFlags {
  return {
    output: flags.output,
    concurrency: flags.concurrency,
    maxCost: flags.maxCost,
    bucket: flags.bucket,
    webhook: flags.webhook,
  };
}

export function workshopOptionsOf(flags: RunFlags): Pick<WorkshopOptions, 'waitTimeoutMs' | 'allowUnknownPrice'> {
  return { waitTimeoutMs: flags.waitTimeout, allowUnknownPrice: flags.allowUnknownPrice };
}

function toProviders(text: string): readonly ProviderId[] {
  return [...new Set(text.split(',').map((name) => toProviderId(name.trim())))];
}
