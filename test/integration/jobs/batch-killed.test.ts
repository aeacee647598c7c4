import { describe, expect, it, onTestFinished } from 'vitest';
import { createConnections } from '../../../src/http/connection.js';
import { createHttpClient } from '../../../src/http/create-client.js';
import { driveAll } from '../../../src/jobs/drive/drive-all.js';
import type { Engine } from '../../../src/jobs/engine.js';
import { getJob } from '../../../src/jobs/ledger/jobs-table.js';
import { joinLedger } from '../../../src/jobs/ledger/leases.js';
import type { Sql } from '../../../src/jobs/ledger/sql.js';
import { createFal, credential } from '../../../src/providers/fal.js';
import { falKey, startFal } from '../../simulators/fal.js';
import type { Simulator } from '../../simulators/kit/simulator.js';
import { createScriptedEngine, host, type ScriptedEngine } from '../../unit/jobs/scripted-engine.js';

const everything = { submit: true, wait: true };
const turbo = 'fal-ai/wan/v2.2-a14b/image-to-video/turbo';

interface Night extends ScriptedEngine {
  readonly fal: Simulator;
  readonly rows: readonly string[];
  /** Most jobs that fal had under way when it accepted one. */
  busiest(): number;
  /** The engine of a new process, whose ledger fails for good at its n-th write: what `kill -9` leaves. */
  begin(writes?: number): Engine;
}

/** Rows of a batch, all different, at a simulated fal that counts what it would bill. */
async function openNight(count: number): Promise<Night> {
  const scripted = await createScriptedEngine();
  const { clock, ledger, engine } = scripted;
  const fal = await startFal({ now: clock.now });
  const connections = createConnections({ env: {} });
  onTestFinished(async () => {
    await connections.close();
    await fal.close();
  });
  // Streams follow real time; here time passes only when somebody sleeps.
  const { watch: _watch, ...provider } = createFal();
  const { signal } = new AbortController();
  const { apiOrigins } = provider.facts;
  const route = { provider: 'fal', apiOrigins, baseUrl: fal.url, credential: credential(falKey), connections };
  let busiest = 0;
  const account = {
    provider: {
      ...provider,
      submit: async (...args: Parameters<typeof provider.submit>) => {
        const operation = await provider.submit(...args);
        busiest = Math.max(busiest, fal.jobs.all.filter((job) => fal.jobs.phase(job) !== 'done').length);
        return operation;
      },
    },
    keyFingerprint: 'print',
    apiOrigin: 'https://api.scripted.test',
    call: (confirmSend: () => void) => ({
      ...engine.accountOf('fal').call(confirmSend),
      http: createHttpClient({ ...route, userAgent: 'wan/test', clock: { monotonic: () => 0 }, signal, confirmSend }),
    }),
  };
  let life = 0;
  return {
    ...scripted,
    fal,
    busiest: () => busiest,
    rows: Array.from({ length: count }, (_, row) =>
      scripted.plan({ endpoint: turbo, request: { prompt: `lantern ${row}` }, seed: row, seedDrawn: true }),
    ),
    begin: (writes = Number.POSITIVE_INFINITY) => {
      life += 1;
      const here = { ...host, pid: life, isAlive: (pid: number) => pid === life };
      const owner = joinLedger(ledger, { clock, host: here, newId: () => `o_${life}` });
      return {
        ...engine,
        sql: mortal(ledger, writes),
        owner: owner.id,
        host: here,
        accountOf: () => account,
        toRequest: (job, media) => ({
          endpoint: job.endpoint,
          wire: { image_url: 'https://images.example/hero.png', prompt: job.request.prompt ?? '', seed: job.seed ?? 0 },
          options: job.request,
          media,
        }),
      };
    },
  };
}

const death = new Error('killed');

function mortal(sql: Sql, writes: number): Sql {
  let left = writes;
  const unlessDead = <T>(work: () => T, cost: number): T => {
    left -= cost;
    if (left < 0) throw death;
    return work();
  };
  return {
    ...sql,
    run: (...args) => unlessDead(() => sql.run(...args), 1),
    get: (...args) => unlessDead(() => sql.get(...args), 0),
    all: (...args) => unlessDead(() => sql.all(...args), 0),
    transaction: (work) => unlessDead(() => sql.transaction(work), 0),
  };
}

const statusesOf = (night: Night) => night.rows.map((id) => getJob(night.ledger, id).state.status);

describe('a batch at a simulated fal', () => {
  it('has no more clips under way than the account may, and pays each row once', async () => {
    const night = await openNight(20);
    const outcomes = await driveAll(night.begin(), night.rows, everything);
    expect(outcomes.every(({ job }) => job.state.status === 'done')).toBe(true);
    expect([night.fal.billableSubmits, night.busiest()]).toEqual([20, 2]);
  });

  it.each([7, 23, 31, 58])('killed again and again, first after %i writes, pays each row once', async (writes) => {
    const night = await openNight(30);
    let lives = 0;
    for (let over = false; !over && lives < 60; lives += 1) {
      // Whether a lost submit was accepted is certain only when fal's queue can't hold it any more.
      night.clock.advance(25 * 3_600_000);
      over = await driveAll(night.begin(writes * (1 + lives)), night.rows, everything).then(
        (outcomes) => outcomes.every(({ job }) => job.state.status === 'done'),
        (error: Error) => {
          if (![error, error.cause].includes(death)) throw error;
          return false;
        },
      );
    }
    expect(statusesOf(night)).toEqual(night.rows.map(() => 'done'));
    expect(night.fal.billableSubmits).toBe(30);
    expect(lives).toBeGreaterThan(2);
  });

  it('throttled again and again sends every row in the end, once', async () => {
    const night = await openNight(12);
    night.fal.fail({ on: 'submit', how: { kind: 'throttle' }, times: 15 });
    // One at a time: the time that another row sleeps away would hold up a request that is on its way.
    const outcomes = await driveAll(night.begin(), night.rows, everything, { concurrency: 1 });
    expect(outcomes.map(({ error }) => error)).toEqual(night.rows.map(() => null));
    expect(night.fal.billableSubmits).toBe(12);
  });
});
