import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { driveJob } from '../../../src/jobs/drive/drive.js';
import type { JobStatus } from '../../../src/jobs/job.js';
import { getJob, listJobs, timeline } from '../../../src/jobs/ledger/jobs-table.js';
import { migrations } from '../../../src/jobs/ledger/migrations.js';
import { nameHolder } from '../../../src/jobs/ledger/names-table.js';
import { getRun } from '../../../src/jobs/ledger/runs-table.js';
import { ledgerSalt } from '../../../src/jobs/ledger/salt.js';
import { findUpload } from '../../../src/jobs/ledger/uploads-table.js';
import { type Ledger, openLedger } from '../../../src/jobs/ledger.js';
import { spentInRun } from '../../../src/jobs/money/spending.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { createScriptedEngine } from '../../unit/jobs/scripted-engine.js';

const versions = migrations.map((_, index) => index + 1);
const fixture = (version: number) =>
  fileURLToPath(new URL(`../../fixtures/ledger/v${version}.sqlite`, import.meta.url));

const start = Date.UTC(2026, 10, 21, 12);
const idOf = (status: JobStatus) => `j_${status.padEnd(16, '0')}`;
const unfinished: readonly JobStatus[] = ['planned', 'uploaded', 'submitting', 'unknown', 'submitted', 'rendered'];
const finished: readonly JobStatus[] = ['done', 'failed', 'cancelled', 'expired'];
const statuses = [...unfinished, ...finished];

async function ledgerOf(version: number): Promise<Ledger> {
  const directory = temporaryDirectory();
  copyFileSync(fixture(version), join(directory, 'ledger.sqlite'));
  const ledger = await openLedger(directory);
  onTestFinished(() => ledger.close());
  return ledger;
}

it.each(versions)('a ledger of version %i is kept', (version) => {
  expect(existsSync(fixture(version))).toBe(true);
});

describe.each(versions)('a ledger of version %i', (version) => {
  it('is brought to the newest version, whole', async () => {
    const ledger = await ledgerOf(version);
    expect(ledger.get('PRAGMA user_version')).toMatchObject({ user_version: migrations.length });
    expect(ledger.get('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' });
    expect(ledger.all('PRAGMA foreign_key_check')).toEqual([]);
  });

  it('has the tables and indexes that a new one has', async () => {
    const shapeOf = (ledger: Ledger) =>
      ['jobs', 'runs', 'events', 'names', 'uploads', 'processes', 'meta', 'paces'].map((table) => [
        ledger.all(`PRAGMA table_xinfo(${table})`),
        ledger.all('SELECT name FROM sqlite_schema WHERE tbl_name = ? ORDER BY name', table),
      ]);
    const fresh = await openLedger(temporaryDirectory());
    onTestFinished(() => fresh.close());
    expect(shapeOf(await ledgerOf(version))).toEqual(shapeOf(fresh));
  });

  it('gives back its run, its salt and its uploads', async () => {
    const ledger = await ledgerOf(version);
    expect(getRun(ledger, 'r_0000000000000001')).toEqual({
      id: 'r_0000000000000001',
      command: 'generate',
      createdAt: start,
      cwd: '/clips',
      maxCost: 2,
      confirmed: true,
      settings: { concurrency: 2 },
    });
    expect(ledgerSalt(ledger)).toBe('0123456789abcdef0123456789abcdef');
    expect(findUpload(ledger, 'a'.repeat(64), 'bucket clips')?.url).toBe('https://bucket.example/hero.png');
  });

  it('gives back a job in every state', async () => {
    const jobs = listJobs(await ledgerOf(version), { order: 'position' });
    expect(jobs.map(({ id, state }) => [id, state.status])).toEqual(statuses.map((each) => [idOf(each), each]));
  });

  it('gives back what a clip was made from, and when', async () => {
    const ledger = await ledgerOf(version);
    expect(getJob(ledger, idOf('done'))).toMatchObject({
      provider: 'fal',
      model: 'wan-2.2-turbo',
      keyFingerprint: '0123456789abcdef',
      request: { image: 'hero.png', prompt: 'a lighthouse at dusk', resolution: '720p', seed: 0, safetyChecker: true },
      origins: { image: 'argument', prompt: 'flag --prompt' },
      chosen: ['image', 'prompt'],
      seed: 0,
      seedDrawn: true,
      sources: { image: 'a'.repeat(64) },
      estimate: { amount: 0.1, currency: 'USD' },
      actual: { amount: 20, currency: 'credits' },
      createdAt: start,
      submittedAt: start + 2_000,
      renderedAt: start + 32_000,
      finishedAt: start + 40_000,
      state: { operation: { remoteId: 'remote-done' }, outputs: ['/clips/hero.mp4'], bytes: 1_234_567 },
    });
    expect(timeline(ledger, idOf('done')).map(({ event }) => event.type)).toEqual([
      'uploaded',
      'intent',
      'accepted',
      'succeeded',
      'delivered',
    ]);
  });

  it('knows what it has spent, and which names are still reserved', async () => {
    const ledger = await ledgerOf(version);
    // Eight intents of ten cents; two of them turned out to cost 20 credits, which is as much.
    expect(spentInRun(ledger, 'r_0000000000000001')).toBeCloseTo(0.8);
    const held = statuses.filter((status) => nameHolder(ledger, `/clips/hero-${idOf(status)}.mp4`) !== undefined);
    expect(held).toEqual(unfinished);
  });

  it.each(['submitted', 'rendered'] as const)('brings a job that is %s to its end', async (status) => {
    const ledger = await ledgerOf(version);
    const { engine } = await createScriptedEngine();
    const account = {
      ...engine.accountOf('fal'),
      keyFingerprint: '0123456789abcdef',
      apiOrigin: 'https://queue.fal.run',
    };
    const onFixture = { ...engine, sql: ledger, accountOf: () => account };
    const outcome = await driveJob(onFixture, idOf(status), { submit: false, wait: true });
    expect(outcome).toMatchObject({ error: null, job: { state: { status: 'done', outputs: ['/clips/a.mp4'] } } });
    expect(getJob(ledger, idOf(status)).state.status).toBe('done');
  });

  it('still doubts a submit that was cut off', async () => {
    const ledger = await ledgerOf(version);
    const { engine, submits } = await createScriptedEngine({ withoutList: true });
    const account = {
      ...engine.accountOf('fal'),
      keyFingerprint: '0123456789abcdef',
      apiOrigin: 'https://queue.fal.run',
    };
    for (const status of ['submitting', 'unknown'] as const) {
      const onFixture = { ...engine, sql: ledger, accountOf: () => account };
      const outcome = await driveJob(onFixture, idOf(status), { submit: true, wait: true });
      expect(outcome).toMatchObject({ job: { state: { status: 'unknown' } }, error: { exitCode: 9 } });
    }
    expect(submits()).toBe(0);
  });
});
