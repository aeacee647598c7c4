/**
 * Preloaded into wan with `node --import`: ends it with SIGKILL right before or right after its n-th ledger write, and
 * counts the writes of a run that is left alone. The program itself knows nothing of this.
 *
 * WAN_KILL=before:3 or after:3; WAN_COUNT_WRITES=<file that takes the count>
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const Database = createRequire(import.meta.url)('libsql');
const [phase, wanted] = (process.env.WAN_KILL ?? '').split(':');
const { exec, prepare } = Database.prototype;
let writes = 0;
let inTransaction = false;

/** A write is what becomes durable at once: a commit, or a statement outside of a transaction. */
function write(perform) {
  writes += 1;
  if (phase === 'before' && writes === Number(wanted)) process.kill(process.pid, 'SIGKILL');
  const result = perform();
  if (phase === 'after' && writes === Number(wanted)) process.kill(process.pid, 'SIGKILL');
  return result;
}

Database.prototype.exec = function (sql) {
  if (/^COMMIT/i.test(sql)) {
    inTransaction = false;
    return write(() => exec.call(this, sql));
  }
  if (/^BEGIN/i.test(sql)) inTransaction = true;
  if (/^ROLLBACK/i.test(sql)) inTransaction = false;
  return exec.call(this, sql);
};

Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  const { run } = statement;
  statement.run = function (...values) {
    return inTransaction ? run.apply(this, values) : write(() => run.apply(this, values));
  };
  return statement;
};

if (process.env.WAN_COUNT_WRITES !== undefined) {
  process.on('exit', () => writeFileSync(process.env.WAN_COUNT_WRITES, String(writes)));
}
