import { type Command, Option } from 'commander';
import { usdRate } from '../../catalogue/exchange.js';
import { type SpendKey, spendKeys } from '../../jobs/money/spend-groups.js';
import { type SpendReport, type SpendRow, spendReport } from '../../jobs/money/spend-report.js';
import { formatCount, formatMoney } from '../../ui/format.js';
import { renderTable } from '../../ui/table.js';
import type { CommandOutput } from '../command-output.js';
import { addCommonOptions, type CommonFlags } from '../common-options.js';
import { parseSince } from '../request/option-values.js';
import { toProviderId } from '../request/provider-id.js';
import { type CommandContext, runCommand } from '../run-command.js';
import type { Session } from '../session.js';
import { tableWidth } from '../table-width.js';

interface SpendFlags extends CommonFlags {
  readonly since: number;
  readonly by: SpendKey;
  readonly provider?: string;
}

const thirtyDaysMs = 30 * 86_400_000;

export function define(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'before',
      'Examples:\n  wan spend\n  wan spend --since 7d --by model\n  wan spend --provider fal --json\n',
    )
    .addOption(
      new Option('--since <time>', 'submitted within this time: 12h, 7d')
        .argParser(parseSince)
        .default(thirtyDaysMs, '30d'),
    )
    .addOption(new Option('--by <key>', 'a line for each').choices(spendKeys).default('day'))
    .option('--provider <id>', 'only at this provider');
  addCommonOptions(command).action(async (flags: SpendFlags) => {
    await runCommand(context, { name: 'spend', flags }, (session) => spent(session, flags));
  });
}

async function spent(session: Session, { since, by, provider }: SpendFlags): Promise<CommandOutput> {
  const only = provider === undefined ? undefined : toProviderId(provider);
  const { sql } = await session.ledger();
  const from = session.runtime.clock.now() - since;
  const report = spendReport(sql, { by, since: from, provider: only });
  const rates = usedRates(report.total);
  return {
    data: { since: new Date(from).toISOString(), by, ...report, rates },
    text: describe(report, { by, rates, width: tableWidth(session) }),
  };
}

interface Rate {
  readonly currency: string;
  /** What one unit is worth. */
  readonly usd: number;
  readonly date: string;
}

/** The rates behind `approximateUsd`. */
function usedRates({ amounts }: SpendRow): Rate[] {
  return amounts
    .filter(({ currency }) => currency !== 'USD')
    .map(({ currency }) => ({ currency, ...usdRate(currency) }));
}

interface Layout {
  readonly by: SpendKey;
  readonly rates: readonly Rate[];
  readonly width: number | null;
}

function describe(report: SpendReport, { by, rates, width }: Layout): string {
  if (report.rows.length === 0) return '';
  const byKey = table(by, [...report.rows, report.total], width);
  const byProvider = by === 'provider' ? '' : `\n${table('provider', report.providers, width)}`;
  const rateLines = rates.map(
    ({ currency, usd, date }) => `${formatMoney(1, currency)} is taken for ${formatMoney(usd)} (${date})\n`,
  );
  return `${byKey}${byProvider}${rateLines.length === 0 ? '' : `\n${rateLines.join('')}`}`;
}

function table(by: SpendKey, rows: readonly SpendRow[], width: number | null): string {
  const figures = ['jobs', 'spent', 'usd', 'estimated', 'actual'];
  return renderTable({
    columns: [
      { title: by, shrinks: by === 'model' },
      ...figures.map((title) => ({ title, align: 'right' as const })),
      { title: 'not certain', shrinks: true },
      { title: 'notes', shrinks: true },
    ],
    rows: rows.map((row) => [
      row.key,
      String(row.jobs),
      money(row, ({ spent }) => spent),
      row.approximateUsd === null ? unpriced(row) : `${isExact(row) ? '' : '~'}${formatMoney(row.approximateUsd)}`,
      money(row, ({ estimated }) => estimated),
      money(row, ({ actual }) => actual),
      reservations(row),
      notes(row),
    ]),
    width,
  });
}

/** Amounts in each provider's own currency: `$0.20 + ¥1.40`. What nobody told is `unknown`, where there was anything. */
function money(row: SpendRow, of: (amount: SpendRow['amounts'][number]) => number | null): string {
  const told = row.amounts.flatMap((amount) => {
    const value = of(amount);
    return value === null ? [] : [formatMoney(value, amount.currency)];
  });
  return told.length === 0 ? unpriced(row) : told.join(' + ');
}

function unpriced({ jobs }: SpendRow): string {
  return jobs === 0 ? '-' : 'unknown';
}

function isExact({ amounts }: SpendRow): boolean {
  return amounts.every(({ currency }) => currency === 'USD');
}

/** Submits whose outcome is unknown: they may have been billed. */
function reservations({ reserved: { jobs, amounts, unknownPrice } }: SpendRow): string {
  if (jobs === 0) return '';
  const sums = amounts.map(({ amount, currency }) => formatMoney(amount, currency));
  const text = sums.length === 0 ? 'unknown' : sums.join(' + ');
  return `${text} (${formatCount(jobs, 'job')}${unknownPrice === 0 ? '' : `, ${unknownPrice} of unknown price`})`;
}

function notes({ jobs, amounts, unknownPrice, failed }: SpendRow): string {
  const told = amounts.reduce((total, { actualJobs }) => total + actualJobs, 0);
  const parts = [
    told === 0 || told === jobs ? '' : `actual of ${told}`,
    unknownPrice === 0 ? '' : `${unknownPrice} of unknown price`,
    failed.charged === 0 ? '' : `${failed.charged} failed, charged`,
    failed.free === 0 ? '' : `${failed.free} failed, free`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
