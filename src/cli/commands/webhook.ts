import type { Command } from 'commander';
import { parseDuration } from '../../config/duration.js';
import { resolveSettings } from '../../config/settings.js';
import { stripControls, toErrorReport, WanError } from '../../errors.js';
import type { RegisteredProvider } from '../../providers/registry.js';
import type { ProviderId } from '../../providers/request.js';
import type { WebhookDelivery, WebhookRule } from '../../providers/webhook.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { toProviderId } from '../request/provider-id.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { type FailedCheck, missingHeader, wrongTime } from '../webhook/judge-webhook.js';
import { secretVariable } from '../webhook/named-secret.js';
import { readDelivery } from '../webhook/webhook-delivery.js';
import { type Sender, unproven } from '../webhook/webhook-proof.js';
import { openFfmpeg, openRegistry, settingLayers } from '../workshop.js';

interface WebhookFlags extends CommonFlags {
  readonly provider: string;
  readonly body?: string;
  readonly header?: readonly string[];
  readonly jwks?: string;
  readonly tolerance?: string;
}

/** What every service that names a time advises, milliseconds. */
const usualToleranceMs = 300_000;

export function define(command: Command, context: CommandContext): void {
  command
    .argument('<action>', 'verify')
    .addHelpText(
      'before',
      [
        'Examples:',
        '  wan webhook verify --provider fal < delivery.http',
        "  wan webhook verify --provider replicate --body body.json --header 'webhook-id: msg_1' ...",
        '',
        'A delivery on stdin is HTTP text (headers, an empty line, the body) or {"headers": {...}, "body": "..."}.',
        '',
      ].join('\n'),
    )
    .requiredOption('--provider <id>', 'who is said to have sent it')
    .option('--body <file>', 'the body alone, byte for byte (- for stdin)')
    .option(
      '--header <name: value>',
      'a header that came with that body; repeatable',
      (text, before: string[] = []) => [...before, text],
    )
    .option('--jwks <file>', 'check against these public keys, without asking the service')
    .option('--tolerance <duration>', 'how old it may be, or how far ahead its clock (5m)');
  addCommonOptions(command).action(async (action: string, flags: WebhookFlags) => {
    await runCommand(context, { name: 'webhook', flags }, (session) => {
      if (action === 'verify') return verify(session, flags);
      throw new WanError('usage.invalid', `wan webhook ${action}: not understood`, { hint: 'wan webhook verify' });
    });
  });
}

async function verify(session: Session, flags: WebhookFlags): Promise<CommandOutput> {
  const settings = resolveSettings(settingLayers(session, await session.config(), {}));
  const sender = senderOf(flags.provider, openRegistry(session, openFfmpeg(session, settings)));
  const { rule, id } = sender;
  const toleranceMs = flags.tolerance === undefined ? usualToleranceMs : durationOf(flags.tolerance);
  if (flags.jwks !== undefined && rule.kind !== 'keys') {
    throw new WanError('usage.invalid', `--jwks: ${id} signs with a secret, not with published keys`, {
      hint: `set ${secretVariable(id)}`,
    });
  }
  const delivery = await readDelivery({ body: flags.body, headers: flags.header ?? [] }, session.runtime);
  const failed =
    missingHeader(rule, delivery) ??
    (await unproven(session, { sender, delivery, settings, keysFile: flags.jwks })) ??
    wrongTime(rule, delivery, { now: session.runtime.clock.now(), toleranceMs });
  return failed === undefined ? genuine(sender, delivery) : notGenuine(sender, failed);
}

/** @throws WanError `request.option-not-taken` naming those whose deliveries can be checked */
function senderOf(name: string, registry: ReadonlyMap<ProviderId, RegisteredProvider>): Sender {
  const id = toProviderId(name);
  const entry = registry.get(id);
  const rule = entry?.provider.webhook;
  if (entry !== undefined && rule !== undefined) return { id, entry, rule };
  const checkable = [...registry.values()].flatMap(({ provider }) => (provider.webhook ? [provider.id] : []));
  const why =
    entry?.provider.facts.webhook === true
      ? `${id} does not sign its webhooks, so nobody can tell whether one is genuine`
      : `${id} sends no webhooks`;
  throw new WanError('request.option-not-taken', why, {
    hint: `deliveries of ${checkable.join(', ')} can be checked`,
    provider: id,
  });
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new WanError('usage.invalid', `--tolerance ${text}: not a duration`, { hint: 'for example 90s or 5m' });
}

/** What the proof leaves open; a genuine delivery may still hold a body that was changed on the way. */
const reservations: Readonly<Record<WebhookRule['covers'], string>> = {
  body: '',
  'task-and-time': '; only the task id and the time are signed, so ask for the result itself: wan adopt',
  nothing: '; the secret proves the sender alone, not what is said or when, so ask for the result itself: wan adopt',
};

function genuine({ id, rule }: Sender, delivery: WebhookDelivery): CommandOutput {
  const { remoteId, status } = rule.read(delivery);
  const job = stripControls(remoteId ?? 'of no job that it names');
  const text = `genuine: ${id} ${job} ${status ?? 'in a state that we do not know'}${reservations[rule.covers]}\n`;
  return { data: { genuine: true, provider: id, remoteId, status, covers: rule.covers, failedCheck: null }, text };
}

function notGenuine({ id, rule }: Sender, { check, why }: FailedCheck): CommandOutput {
  const error = new WanError('webhook.not-genuine', `not a genuine delivery of ${id}: ${check}: ${why}`, {
    hint: `answer it with an error and act on nothing in it${check === 'header' ? whereTold(id, rule) : ''}`,
    provider: id,
  });
  return {
    data: { genuine: false, provider: id, remoteId: null, status: null, covers: rule.covers, failedCheck: check },
    error: toErrorReport(error),
  };
}

/** A service that learns the secret with each submit has none to send for the jobs that named none. */
function whereTold(id: ProviderId, rule: WebhookRule): string {
  if (rule.kind !== 'secret' || rule.toldAtSubmit !== true) return '';
  return `; ${id} proves itself only for jobs that were submitted with ${secretVariable(id)} set`;
}
