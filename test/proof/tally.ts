/** What was counted over many trials; clips, unless said otherwise. */
export interface Tally {
  trials: number;
  /** Trials that the trouble really met. */
  met: number;
  wanted: number;
  done: number;
  /** Of those, the ones that only the id from the provider's dashboard brought back. */
  adopted: number;
  /** Stopped between the durable intent and the request: unknown, listed with a reason, nothing billed. */
  undecided: number;
  /** Shots behind such a one. */
  behind: number;
  doublePaid: number;
  /** Paid, and neither on the disk nor to be had. */
  lost: number;
  /** Another job's bytes under this name, or bytes that no player decodes. */
  wrong: number;
  /** Files that nobody asked for. */
  strays: number;
}

export const nothing: Readonly<Tally> = {
  trials: 0,
  met: 0,
  wanted: 0,
  done: 0,
  adopted: 0,
  undecided: 0,
  behind: 0,
  doublePaid: 0,
  lost: 0,
  wrong: 0,
  strays: 0,
};

const titles: Readonly<Record<keyof Tally, string>> = {
  trials: 'trials',
  met: 'struck',
  wanted: 'clips',
  done: 'done',
  adopted: 'of them by adopt',
  undecided: 'undecided, nothing paid',
  behind: 'waiting behind one',
  doublePaid: 'double-paid',
  lost: 'lost',
  wrong: 'wrong file',
  strays: 'stray files',
};
const columns = Object.keys(titles) as (keyof Tally)[];

export interface Tallies {
  /** Adds what one trial counted. */
  add(row: string, counted: Partial<Tally>): void;
  sum(): Tally;
  /** A table for people, with the sums below. */
  table(): string;
}

/** Counts by row, in the order in which rows first appear. */
export function createTallies(): Tallies {
  const rows = new Map<string, Tally>();
  const sum = () => [...rows.values()].reduce(plus, { ...nothing });
  return {
    add: (row, counted) => void rows.set(row, plus(rows.get(row) ?? nothing, { ...nothing, ...counted })),
    sum,
    table: () => {
      const lines = [...rows, ['sum', sum()] as const].map(([name, tally]) => [
        name,
        ...columns.map((column) => String(tally[column])),
      ]);
      return render([['', ...columns.map((column) => titles[column])], ...lines]);
    },
  };
}

/** Nothing was paid twice, lost or exchanged, and every clip is accounted for. */
export function isClean(tally: Tally): boolean {
  const { doublePaid, lost, wrong, strays, wanted, done, undecided, behind } = tally;
  return doublePaid + lost + wrong + strays === 0 && done + undecided + behind === wanted;
}

function plus(one: Tally, other: Tally): Tally {
  return Object.fromEntries(columns.map((column) => [column, one[column] + other[column]])) as unknown as Tally;
}

/** Columns one below another. */
export function render(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0))) ?? [];
  return lines
    .map((line) => line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))))
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}
