/**
 * Preloaded into wan with `node --import`: its ledger writes are the steps at which `kill-point.mjs` ends it. The
 * program itself knows nothing of this.
 */
import { createRequire } from 'node:module';
import { step } from './kill-point.mjs';

const Database = createRequire(import.meta.url)('libsql');
const { exec, prepare } = Database.prototype;
let inTransaction = false;

// A write is what becomes durable at once: a commit, or a statement outside of a transaction.
Database.prototype.exec = function (sql) {
  if (/^COMMIT/i.test(sql)) {
    inTransaction = false;
    return step(() => exec.call(this, sql));
  }
  if (/^BEGIN/i.test(sql)) inTransaction = true;
  if (/^ROLLBACK/i.test(sql)) inTransaction = false;
  return exec.call(this, sql);
};

Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  const { run } = statement;
  statement.run = function (...values) {
    return inTransaction ? run.apply(this, values) : step(() => run.apply(this, values));
  };
  return statement;
};
