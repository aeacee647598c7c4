import { toApproximateUsd } from '../../catalogue/exchange.js';
import type { Money } from '../../providers/provider.js';
import type { Sql } from '../ledger/sql.js';
import { groupSpend, type SpendGroup, type SpendQuestion } from './spend-groups.js';

/** What jobs of one currency cost, in that currency; null where nothing is known, never 0 for it. */
export interface SpendAmount {
  readonly currency: Money['currency'];
  /** Charged as far as known: the actual amount where the provider told it, else the estimate. */
  readonly spent: number;
  /** Of those jobs that were estimated in this currency. */
  readonly estimated: number | null;
  /** Of those `actualJobs` whose charge the provider told. */
  readonly actual: number | null;
  readonly actualJobs: number;
}

/** A day (local, of the submit), provider, model or run. */
export interface SpendRow {
  readonly key: string;
  /** Jobs that were charged or, as far as is known, will be. Reused clips are no jobs: they cost nothing. */
  readonly jobs: number;
  readonly amounts: readonly SpendAmount[];
  /** Jobs among them whose price nobody told: in no amount here. */
  readonly unknownPrice: number;
  /** In USD, all currencies together at the catalogue's rate; null when no price is known. */
  readonly approximateUsd: number | null;
  /** Jobs whose submit may or may not have been accepted (`unknown`); not in the figures above. */
  readonly reserved: {
    readonly jobs: number;
    readonly amounts: readonly Money[];
    readonly unknownPrice: number;
  };
  /** Renders that the provider failed: those that count as charged (part of `jobs`), and those that cost nothing. */
  readonly failed: { readonly charged: number; readonly free: number };
}

export interface SpendReport {
  readonly rows: readonly SpendRow[];
  readonly providers: readonly SpendRow[];
  readonly total: SpendRow;
}

/** What was spent, from one pass over the ledger. Days come in order of time, all else with the dearest first. */
export function spendReport(sql: Sql, question: SpendQuestion): SpendReport {
  const groups = groupSpend(sql, question);
  const rows = rowsBy(groups, ({ key }) => key);
  return {
    rows: rows.sort(question.by === 'day' ? byName : byCost),
    providers: rowsBy(groups, ({ provider }) => provider).sort(byCost),
    total: toRow('total', groups),
  };
}

function rowsBy(groups: readonly SpendGroup[], keyOf: (group: SpendGroup) => string): SpendRow[] {
  const byKey = new Map<string, SpendGroup[]>();
  for (const group of groups) {
    const list = byKey.get(keyOf(group));
    if (list === undefined) byKey.set(keyOf(group), [group]);
    else list.push(group);
  }
  return [...byKey].map(([key, list]) => toRow(key, list));
}

function byName(a: SpendRow, b: SpendRow): number {
  return a.key < b.key ? -1 : 1;
}

function byCost(a: SpendRow, b: SpendRow): number {
  return (b.approximateUsd ?? 0) - (a.approximateUsd ?? 0) || byName(a, b);
}

function toRow(key: string, groups: readonly SpendGroup[]): SpendRow {
  const charged = groups.filter(({ kind }) => kind === 'charged');
  const reserved = groups.filter(({ kind }) => kind === 'reserved');
  const amounts = perCurrency(charged);
  const usd = amounts.map(({ spent, currency }) => toApproximateUsd({ amount: spent, currency }));
  return {
    key,
    jobs: sum(charged.map(({ jobs }) => jobs)),
    amounts,
    unknownPrice: unpriced(charged),
    approximateUsd: usd.length === 0 ? null : exact(sum(usd)),
    reserved: {
      jobs: sum(reserved.map(({ jobs }) => jobs)),
      amounts: perCurrency(reserved).map(({ spent, currency }) => ({ amount: spent, currency })),
      unknownPrice: unpriced(reserved),
    },
    failed: {
      charged: sum(charged.map(({ failed }) => failed)),
      free: sum(groups.filter(({ kind }) => kind === 'free').map(({ failed }) => failed)),
    },
  };
}

function perCurrency(groups: readonly SpendGroup[]): SpendAmount[] {
  const currencies = [...new Set(groups.flatMap(({ currency }) => currency ?? []))].sort();
  return currencies.map((currency) => {
    const own = groups.filter((group) => group.currency === currency);
    return {
      currency,
      spent: exact(sum(own.map(({ spent }) => spent ?? 0))),
      estimated: known(own.map(({ estimated }) => estimated)),
      actual: known(own.map(({ actual }) => actual)),
      actualJobs: sum(own.map(({ actualJobs }) => actualJobs)),
    };
  });
}

function unpriced(groups: readonly SpendGroup[]): number {
  return sum(groups.filter(({ currency }) => currency === null).map(({ jobs }) => jobs));
}

function known(amounts: readonly (number | null)[]): number | null {
  const told = amounts.filter((amount) => amount !== null);
  return told.length === 0 ? null : exact(sum(told));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Takes out the dust of adding fractions in binary; prices have at most six decimals. */
function exact(amount: number): number {
  return Number(amount.toFixed(6));
}
