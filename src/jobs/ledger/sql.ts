export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** The little of SQL that the ledger's tables use; synchronous, one connection. */
export interface Sql {
  /** Returns the number of changed rows. */
  run(text: string, ...values: SqlValue[]): number;
  get(text: string, ...values: SqlValue[]): Row | undefined;
  all(text: string, ...values: SqlValue[]): Row[];
  script(text: string): void;
  /** Takes the write lock first, so what is read inside stays true until the end. Inside another one it joins it. */
  transaction<T>(work: () => T): T;
  /** The same in company: resolves when the work is durable, with what others do at about the same time. */
  together<T>(work: () => T): Promise<T>;
  /** Commits at once what waits for company. */
  settle(): void;
  /** Whether the file still bears the ledger's name; what is written to one that was removed or replaced, nobody finds. */
  isInPlace(): boolean;
}
