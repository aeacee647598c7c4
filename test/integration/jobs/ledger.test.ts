import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { insertJobs, listJobs } from '../../../src/jobs/ledger/jobs-table.js';
import { migrations } from '../../../src/jobs/ledger/migrations.js';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { type Ledger, openLedger } from '../../../src/jobs/ledger.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { buildLedgerProgram, type LedgerProgram } from './ledger-process.js';
import { recordOf, sharedRun } from './record-of.js';

let program: LedgerProgram;
beforeAll(async () => {
  program = await buildLedgerProgram();
});
afterAll(() => program.remove());

async function opened(directory: string): Promise<Ledger> {
  const ledger = await openLedger(directory);
  onTestFinished(() => ledger.close());
  return ledger;
}

/** Closes a ledger with all that it holds in its main file. */
function seal(ledger: Ledger): void {
  ledger.get('PRAGMA wal_checkpoint(TRUNCATE)');
  ledger.close();
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the files of the ledger', () => {
  it('are for their owner only, whatever the umask', async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const directory = join(temporaryDirectory(), 'state', 'wan');
    insertRun(await opened(directory), sharedRun);
    expect(modeOf(directory)).toBe('700');
    expect(readdirSync(directory).sort()).toEqual(['ledger.sqlite', 'ledger.sqlite-shm', 'ledger.sqlite-wal']);
    expect(readdirSync(directory).map((name) => modeOf(join(directory, name)))).toEqual(['600', '600', '600']);
  });

  it('are written through to the disk', async () => {
    const ledger = await opened(temporaryDirectory());
    expect(ledger.get('PRAGMA synchronous')).toMatchObject({ synchronous: 2 });
    expect(ledger.get('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
    expect(ledger.get('PRAGMA foreign_keys')).toMatchObject({ foreign_keys: 1 });
  });
});

describe('a ledger that cannot be used', () => {
  const refusal = (message: string | RegExp) =>
    expect.objectContaining({
      name: 'WanError',
      code: 'local.ledger',
      message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      hint: expect.any(String),
    });

  it('because it would lie on another machine, as Windows writes that', async () => {
    await expect(openLedger('\\\\server\\share\\wan')).rejects.toThrow(refusal('on a network file system'));
  });

  it('because it is damaged says so and is left as it is', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'ledger.sqlite');
    writeFileSync(path, 'this is not a database, but somebody may still want it'.repeat(100));
    const before = readFileSync(path);
    await expect(openLedger(directory)).rejects.toEqual(refusal('it is damaged'));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('because a page of it is damaged says so, with a way to get the jobs back', async () => {
    const directory = temporaryDirectory();
    const ledger = await openLedger(directory);
    insertRun(ledger, sharedRun);
    insertJobs(
      ledger,
      Array.from({ length: 50 }, (_, index) => recordOf(`j_${index}`)),
      'o',
    );
    seal(ledger);
    const path = join(directory, 'ledger.sqlite');
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4096);
    writeFileSync(path, bytes);
    const read = async () => listJobs(await opened(directory));
    await expect(read()).rejects.toEqual(refusal('it is damaged'));
    await expect(read()).rejects.toMatchObject({ hint: expect.stringContaining('wan adopt') });
  });

  it('because a newer version made it is not touched', async () => {
    const directory = temporaryDirectory();
    const ledger = await openLedger(directory);
    ledger.script(`PRAGMA user_version = ${migrations.length + 1}`);
    seal(ledger);
    const before = readFileSync(join(directory, 'ledger.sqlite'));
    await expect(openLedger(directory)).rejects.toEqual(refusal('made by a newer version'));
    expect(readFileSync(join(directory, 'ledger.sqlite')).equals(before)).toBe(true);
  });

  it('because a file is where its directory should be', async () => {
    const path = join(temporaryDirectory(), 'state');
    writeFileSync(path, '');
    await expect(openLedger(path)).rejects.toEqual(refusal(/cannot create the state directory/));
  });

  it.runIf(process.platform === 'linux')('because its directory is where the system makes none', async () => {
    await expect(openLedger('/proc/wan/state')).rejects.toEqual(refusal(/cannot create the state directory/));
  });

  it('because a directory is where its file should be', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'ledger.sqlite'));
    await expect(openLedger(directory)).rejects.toEqual(refusal('it cannot be opened'));
  });

  // The rights of files do not bind root, so there the ledger is opened by a process of another user.
  const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};

  it.each([
    ['its directory is read-only and empty', false],
    ['it is read-only, and so is its directory', true],
  ])('because %s', async (_, exists) => {
    const parent = temporaryDirectory();
    chmodSync(parent, 0o755);
    const directory = join(parent, 'state');
    mkdirSync(directory);
    if (exists) {
      (await openLedger(directory)).close();
      chmodSync(join(directory, 'ledger.sqlite'), 0o444);
    }
    chmodSync(directory, 0o555);
    onTestFinished(() => chmodSync(directory, 0o755));
    const answer = await program.start('open', directory, uid).answer;
    expect(answer).toMatchObject({
      code: 'local.ledger',
      exitCode: 7,
      message: expect.stringMatching(/it is read-only|it cannot be (opened|created)/),
      hint: expect.stringContaining('WAN_STATE_DIR'),
    });
  });
});

describe('a ledger without room', () => {
  it('says that the disk is full, and keeps all that was committed', async () => {
    const ledger = await opened(temporaryDirectory());
    insertRun(ledger, sharedRun);
    const pages = Number(ledger.get('PRAGMA page_count')?.page_count) + 3;
    ledger.get(`PRAGMA max_page_count = ${pages}`);
    let written = 0;
    const fill = () => {
      for (; written < 10_000; written += 1) insertJobs(ledger, [recordOf(`j_${written}`)], 'o');
    };
    expect(fill).toThrow(
      expect.objectContaining({
        code: 'local.ledger',
        message: expect.stringContaining('the disk is full'),
        hint: expect.stringContaining('wan resume'),
      }),
    );
    expect(listJobs(ledger)).toHaveLength(written);
    ledger.get('PRAGMA max_page_count = 100000');
    insertJobs(ledger, [recordOf('j_later')], 'o');
    expect(listJobs(ledger)).toHaveLength(written + 1);
  });

  it('in a file that may not grow says that writing failed, and is whole afterwards', async () => {
    const directory = temporaryDirectory();
    const first = await openLedger(directory);
    insertRun(first, sharedRun);
    first.close();
    const options = { name: 'a', count: 5_000, limits: 'ulimit -f 400; ' };
    const answer = await program.start('work', directory, options).answer;
    expect(answer).toMatchObject({
      code: 'local.ledger',
      message: expect.stringMatching(/the disk is full|reading or writing it failed/),
    });
    const ledger = await opened(directory);
    expect(ledger.get('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
    expect(listJobs(ledger).length).toBeGreaterThan(0);
  });
});

describe('a transaction', () => {
  it('that throws leaves nothing, and the ledger usable', async () => {
    const ledger = await opened(temporaryDirectory());
    const broken = () =>
      ledger.transaction(() => {
        insertRun(ledger, sharedRun);
        throw new Error('changed my mind');
      });
    expect(broken).toThrow('changed my mind');
    expect(ledger.all('SELECT id FROM runs')).toEqual([]);
    ledger.transaction(() => insertRun(ledger, sharedRun));
    expect(ledger.all('SELECT id FROM runs')).toEqual([{ id: 'r_1' }]);
  });

  it('inside another ends with the outer one', async () => {
    const ledger = await opened(temporaryDirectory());
    const broken = () =>
      ledger.transaction(() => {
        ledger.transaction(() => insertRun(ledger, sharedRun));
        throw new Error('changed my mind');
      });
    expect(broken).toThrow('changed my mind');
    expect(ledger.all('SELECT id FROM runs')).toEqual([]);
  });

  it('is not seen by others before its end', async () => {
    const directory = temporaryDirectory();
    const [one, other] = [await opened(directory), await opened(directory)];
    one.transaction(() => {
      insertRun(one, sharedRun);
      expect(other.all('SELECT id FROM runs')).toEqual([]);
    });
    expect(other.all('SELECT id FROM runs')).toEqual([{ id: 'r_1' }]);
  });
});
