import type { Command } from 'commander';
import { diskFacts } from '../../files/output-facts.js';
import { isoTime } from '../../jobs/job-report.js';
import { type AuditFinding, type AuditKind, auditFindings } from '../../jobs/money/audit-report.js';
import { auditRows } from '../../jobs/money/audit-rows.js';
import { createRedactor } from '../../jobs/redact.js';
import { formatCount, formatMoney } from '../../ui/format.js';
import { oneLine } from '../../ui/width.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { parseSince } from '../request/option-values.js';
import { toProviderId } from '../request/provider-id.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';

interface AuditFlags extends CommonFlags {
  readonly since?: number;
  readonly provider?: string;
}

export function define(command: Command, context: CommandContext): void {
  command
    .addHelpText('before', 'Examples:\n  wan audit\n  wan audit --provider fal --since 30d\n')
    .option('--since <time>', 'only what was submitted within this time: 12h, 30d', parseSince)
    .option('--provider <id>', 'only at this provider');
  addCommonOptions(command).action(async (flags: AuditFlags) => {
    await runCommand(context, { name: 'audit', flags }, (session) => audited(session, flags));
  });
}

async function audited(session: Session, { since, provider }: AuditFlags): Promise<CommandOutput> {
  const only = provider === undefined ? undefined : toProviderId(provider);
  const { sql } = await session.ledger();
  const now = session.runtime.clock.now();
  const rows = auditRows(sql, { provider: only, since: since === undefined ? undefined : now - since });
  const isFile = (path: string) => diskFacts.kindOf(path) === 'file';
  const entries = auditFindings(rows, { now, isFile }).map(toEntry);
  const byProvider = [...new Set(entries.map((entry) => entry.provider))].map((id) => ({
    provider: id,
    findings: entries.filter((entry) => entry.provider === id),
  }));
  const sections = byProvider.flatMap(({ provider: id, findings }) =>
    headings.flatMap(([kind, title]) =>
      section(
        `${id}: ${title}`,
        findings.filter((each) => each.kind === kind),
      ),
    ),
  );
  const { quiet, json, jsonl } = session.flags;
  // Beside the results, of which there are none.
  if (entries.length === 0 && !(quiet || json || jsonl)) {
    const looked = formatCount(rows.length, 'submitted job');
    session.runtime.stderr.write(`${looked} looked at: nothing is paid and not delivered\n`);
  }
  return { data: { providers: byProvider }, text: sections.join('\n') };
}

const headings: readonly (readonly [AuditKind, string])[] = [
  ['paid-not-delivered', 'paid and not delivered'],
  ['file-gone', 'delivered, but the file is no longer there (nothing to claim)'],
  ['delivered-not-paid', 'delivered and not paid, as far as known'],
];

/** A finding as `--json` shows it. */
interface Entry {
  readonly kind: AuditKind;
  readonly reason: AuditFinding['reason'];
  readonly job: string;
  readonly run: string;
  readonly provider: string;
  readonly model: string;
  readonly endpoint: string;
  readonly status: string;
  readonly remoteId: string | null;
  readonly candidates: readonly string[];
  readonly adopted: boolean;
  readonly submittedAt: string;
  readonly finishedAt: string | null;
  readonly expiresAt: string | null;
  readonly cost: { readonly amount: number | null; readonly currency: string | null; readonly actual: boolean };
  readonly outputs: readonly string[];
  readonly error: string | null;
}

function toEntry({ kind, reason, row, amount }: AuditFinding): Entry {
  return {
    kind,
    reason,
    job: row.id,
    run: row.run,
    provider: row.provider,
    model: row.model,
    endpoint: row.endpoint,
    status: row.status,
    remoteId: row.remoteId,
    candidates: row.candidates,
    adopted: row.isAdopted,
    submittedAt: new Date(row.submittedAt).toISOString(),
    finishedAt: isoTime(row.finishedAt),
    expiresAt: isoTime(row.expiresAt),
    cost: { amount: amount?.amount ?? null, currency: amount?.currency ?? null, actual: amount?.isActual ?? false },
    outputs: row.outputs,
    error: row.error === null ? null : createRedactor().text(row.error),
  };
}

/** Lines that can go into a letter to the provider as they are. */
function section(title: string, entries: readonly Entry[]): string[] {
  if (entries.length === 0) return [];
  return [`${title}: ${formatCount(entries.length, 'job')}, ${total(entries)}\n${entries.map(paragraph).join('')}`];
}

function total(entries: readonly Entry[]): string {
  const currencies = [...new Set(entries.flatMap(({ cost }) => cost.currency ?? []))].sort();
  const sums = currencies.map((currency) => {
    const amounts = entries.filter(({ cost }) => cost.currency === currency).map(({ cost }) => cost.amount ?? 0);
    return formatMoney(
      amounts.reduce((sum, amount) => sum + amount, 0),
      currency,
    );
  });
  const unpriced = entries.filter(({ cost }) => cost.amount === null).length;
  const unknown = unpriced === 0 ? [] : [`${unpriced} of unknown price`];
  return [...(sums.length === 0 ? [] : [sums.join(' + ')]), ...unknown].join(', ');
}

function paragraph(entry: Entry): string {
  const { amount, currency, actual } = entry.cost;
  const price =
    amount === null ? 'price unknown' : `${formatMoney(amount, currency ?? '')} ${actual ? 'charged' : 'estimated'}`;
  const lines = [
    `  ${entry.submittedAt}  ${requestId(entry)}  ${entry.endpoint}  ${price}`,
    `    ${explain(entry)}`,
    `    here: ${entry.job}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function requestId({ remoteId, candidates }: Entry): string {
  if (remoteId !== null) return `request ${remoteId}`;
  return candidates.length === 0 ? 'request id never received' : `one of the requests ${candidates.join(', ')}`;
}

function explain({ reason, finishedAt, expiresAt, error, outputs, adopted }: Entry): string {
  const because = error === null ? '' : `: ${oneLine(error)}`;
  switch (reason) {
    case 'unknown':
      return `no answer to the submit, never found again${because}`;
    case 'overdue':
      return expiresAt === null
        ? `accepted, not received${because}`
        : `rendered, not received, kept until ${expiresAt}${because}`;
    case 'failed':
    case 'cancelled':
    case 'expired':
      return `${reason} at ${finishedAt}${because}`;
    case 'file-gone':
      return `delivered at ${finishedAt} to ${oneLine(outputs.join(', '))}`;
    case 'no-charge':
      return `delivered at ${finishedAt}; the provider says that it charged nothing`;
    case 'no-price':
      return `delivered at ${finishedAt}; ${adopted ? 'adopted, ' : ''}nobody named a price`;
  }
}
