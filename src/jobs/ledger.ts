import { closeSync, openSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'libsql';
import { WanError } from '../errors.js';
import { makePath } from '../files/make-path.js';
import { fileId } from '../files/same-file.js';
import { isNetworkShare } from '../files/windows-path.js';
import { lockPause, lockPauseMs } from '../runtime.js';
import { migrations } from './ledger/migrations.js';
import { createSharedCommit } from './ledger/shared-commit.js';
import type { Row, Sql } from './ledger/sql.js';

/** File systems whose locks SQLite can't trust, by the magic numbers of statfs(2): NFS, CIFS, SMB2, AFS, 9p, Ceph, Lustre, GlusterFS and other FUSE. */
const networkFileSystems = new Set([
  0x6969, 0xff534d42, 0xfe534d42, 0x5346414f, 0x01021997, 0x00c36400, 0x0bd00bd0, 0x65735546,
]);

export interface Ledger extends Sql {
  readonly path: string;
  close(): void;
}

/** Where the ledger is, and how long a call waits for the locks of other processes, milliseconds. */
interface Place {
  readonly path: string;
  readonly patienceMs: number;
}

/**
 * Opens, and where needed creates or migrates, the ledger in the state directory (0700, its files 0600).
 * Several processes may have it open at once. Every committed transaction survives a power cut (`synchronous=FULL`).
 *
 * @throws WanError `local.ledger` (exit 7): network file system, read-only, locked for `patienceMs` (30 s), damaged, or made by a newer version
 */
export async function openLedger(directory: string, { patienceMs = 30_000 } = {}): Promise<Ledger> {
  await prepareDirectory(directory);
  const path = join(directory, 'ledger.sqlite');
  const place: Place = { path, patienceMs };
  const { default: open } = await import('libsql');
  const database = connect(path, () => new open(path, { timeout: patienceMs }));
  try {
    await useWriteAheadLog(database, place);
    return translate(place, () => {
      database.pragma(`busy_timeout = ${patienceMs}`);
      database.pragma('synchronous = FULL');
      database.pragma('foreign_keys = ON');
      const sql = createSql(database, place);
      migrate(sql, path);
      const { run: together, settle } = createSharedCommit(sql);
      const close = () => {
        settle();
        database.close();
      };
      return { ...sql, together, settle, path, close };
    });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite waits for no lock while it changes the journal: processes that make the ledger at once would refuse each other. */
async function useWriteAheadLog(database: Database.Database, place: Place): Promise<void> {
  database.pragma('busy_timeout = 0');
  for (let left = Math.ceil(place.patienceMs / lockPauseMs); ; left -= 1) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = isSqliteError(error) && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
      if (!isBusy || left <= 0) {
        translate(place, () => {
          throw error;
        });
      }
    }
    await lockPause();
  }
}

async function prepareDirectory(directory: string): Promise<void> {
  if (isNetworkShare(directory)) throw onNetwork(directory);
  try {
    await makePath(directory, 0o700);
  } catch (error) {
    throw new WanError('local.ledger', `cannot create the state directory ${directory}: ${textOf(error)}`, {
      hint: 'set WAN_STATE_DIR to a directory that you can write to',
      cause: error,
    });
  }
  if (networkFileSystems.has(statfsSync(directory).type)) throw onNetwork(directory);
}

function onNetwork(directory: string): WanError {
  return new WanError(
    'local.ledger',
    `the state directory ${directory} is on a network file system, where locks can't be trusted`,
    { hint: 'set WAN_STATE_DIR to a local directory' },
  );
}

/** The library names no code for a file that it can't open, so this step has its own words. */
function connect(path: string, open: () => Database.Database): Database.Database {
  try {
    createFile(path);
    return open();
  } catch (error) {
    throw new WanError('local.ledger', `the ledger ${path}: it cannot be opened (${textOf(error)})`, {
      hint: hintFor('', path),
      cause: error,
    });
  }
}

/** SQLite would make the file by the umask; its `-wal` and `-shm` take over the rights of this one. */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function createSql(connection: Database.Database, place: Place): Omit<Sql, 'together' | 'settle'> {
  const statements = new Map<string, Database.Statement>();
  const prepare = (text: string): Database.Statement => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement = connection.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  const file = fileId(place.path);
  let depth = 0;
  return {
    isInPlace: () => fileId(place.path) === file,
    run: (text, ...values) => translate(place, () => prepare(text).run(...values).changes),
    get: (text, ...values) => translate(place, () => prepare(text).get(...values) as Row | undefined),
    all: (text, ...values) => translate(place, () => prepare(text).all(...values) as Row[]),
    script: (text) => translate(place, () => void connection.exec(text)),
    transaction: (work) => {
      if (depth > 0) return work();
      translate(place, () => connection.exec('BEGIN IMMEDIATE'));
      depth += 1;
      try {
        const result = work();
        translate(place, () => connection.exec('COMMIT'));
        return result;
      } catch (error) {
        rollBack(connection);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
}

/** A failed COMMIT (a full disk) may have rolled back by itself; then there is nothing to undo. */
function rollBack(connection: Database.Database): void {
  try {
    connection.exec('ROLLBACK');
  } catch {}
}

function migrate(sql: Pick<Sql, 'get' | 'script' | 'transaction'>, path: string): void {
  const version = () => Number(sql.get('PRAGMA user_version')?.user_version ?? 0);
  if (version() > migrations.length) {
    throw new WanError('local.ledger', `the ledger ${path} was made by a newer version of wan`, {
      hint: 'update wan, or set WAN_STATE_DIR to another directory',
    });
  }
  if (version() === migrations.length) return;
  sql.transaction(() => {
    for (const [index, script] of migrations.entries()) {
      if (index < version()) continue;
      sql.script(script);
      sql.script(`PRAGMA user_version = ${index + 1}`);
    }
  });
}

/** Runs a database call; its failures become errors that say what is wrong with the ledger and what to do. */
function translate<T>(place: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof WanError || !isSqliteError(error)) throw error;
    throw new WanError('local.ledger', `the ledger ${place.path}: ${explain(error.code, place) ?? error.message}`, {
      hint: hintFor(error.code, place.path),
      retryable: error.code.startsWith('SQLITE_BUSY'),
      cause: error,
    });
  }
}

function explain(code: string, { patienceMs }: Place): string | undefined {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return `locked by another process for more than ${patienceMs / 1000} s`;
  if (code.startsWith('SQLITE_FULL')) return 'the disk is full';
  if (code.startsWith('SQLITE_READONLY')) return 'it is read-only';
  if (code.startsWith('SQLITE_CANTOPEN')) return 'it cannot be opened';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return 'it is damaged';
  if (code.startsWith('SQLITE_IOERR')) return 'reading or writing it failed';
  return undefined;
}

function hintFor(code: string, path: string): string {
  if (code.startsWith('SQLITE_FULL')) return 'free some space, then: wan resume';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return `keep a copy of ${path}; rows of a batch are taken back with: wan adopt <provider> --since 24h --manifest rows.csv; other jobs without --manifest`;
  }
  return 'check the permissions of the state directory, or set WAN_STATE_DIR';
}

function isSqliteError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE');
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
