import { onTestFinished } from 'vitest';
import { WanError } from '../../../src/errors.js';
import type { Delivered, Engine } from '../../../src/jobs/engine.js';
import type { Job, JobRecord, Run } from '../../../src/jobs/job.js';
import { insertJobs } from '../../../src/jobs/ledger/jobs-table.js';
import { insertRun } from '../../../src/jobs/ledger/runs-table.js';
import { type Ledger, openLedger } from '../../../src/jobs/ledger.js';
import type { ReportEvent } from '../../../src/jobs/report.js';
import type { Found, Operation, Progress, Provider } from '../../../src/providers/provider.js';
import type { ProviderFacts } from '../../../src/providers/provider-facts.js';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.js';
import { jobRecord } from '../../support/job-record.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

export { jobRecord } from '../../support/job-record.js';

/** What the scripted service answers, in order; the last answer of a list is repeated. */
export interface Script {
  submits?: (Operation | WanError | Error)[];
  checks?: (Progress | WanError)[];
  finds?: (Found | WanError)[];
  deliveries?: (Delivered | WanError)[];
  facts?: Partial<ProviderFacts>;
  withoutList?: boolean;
}

export interface ScriptedEngine {
  readonly engine: Engine;
  readonly ledger: Ledger;
  readonly clock: FakeClock;
  readonly events: ReportEvent[];
  readonly stop: AbortController;
  /** Billable requests that left. */
  submits(): number;
  /** A planned job in the ledger, not leased by anybody. */
  plan(changes?: Partial<JobRecord>): Job['id'];
}

export const host = {
  host: 'studio',
  boot: 'boot-1',
  pidNamespace: 'pid-1',
  pid: 100,
  isAlive: (pid: number) => pid === 100,
};

const facts: ProviderFacts = {
  title: 'Scripted',
  keyVariables: [],
  apiOrigins: ['https://api.scripted.test'],
  dashboard: 'https://scripted.test/jobs',
  takes: ['upload'],
  dataUriLimit: 0,
  resultLifetimeMs: 3_600_000,
  taskLifetimeMs: null,
  reconcileWindowMs: 3_600_000,
  absentAfterMs: 600_000,
  failuresFree: false,
  concurrency: 2,
  submitsPerMinute: null,
  needsFfmpeg: false,
  webhook: false,
  submitDeadlineMs: 30_000,
};

export async function createScriptedEngine(script: Script = {}): Promise<ScriptedEngine> {
  const clock = createFakeClock();
  const ledger = await openLedger(temporaryDirectory());
  onTestFinished(() => ledger.close());
  const events: ReportEvent[] = [];
  const stop = new AbortController();
  let submits = 0;
  const provider: Provider = {
    id: 'fal',
    facts: { ...facts, ...script.facts },
    prepare: (request) => ({ endpoint: request.endpoint, body: { prompt: request.options.prompt ?? '' } }),
    submit: async (_intent, call) => {
      call.confirmSend();
      submits += 1;
      return answer<Operation>(script.submits ?? [{ remoteId: `remote-${submits}` }], submits);
    },
    check: nextOf<Progress>(
      script.checks ?? [{ status: 'succeeded', urls: ['https://cdn.scripted.test/a.mp4'], expiresAt: null }],
    ),
    ...(script.withoutList === true ? {} : { findSubmitted: nextOf<Found>(script.finds ?? [absent(clock)]) }),
  };
  const deliver = nextOf<Delivered>(script.deliveries ?? [{ outputs: ['/clips/a.mp4'], bytes: 10, warnings: [] }]);
  const engine: Engine = {
    sql: ledger,
    owner: 'o_self',
    clock,
    host,
    random: () => 0.5,
    newId: () => 'fixed',
    report: (event) => events.push(event),
    stop: stop.signal,
    accountOf: () => ({
      provider,
      keyFingerprint: 'print',
      apiOrigin: 'https://api.scripted.test',
      call: (confirmSend) => ({
        http: { send: unused, submit: unused },
        events: unused,
        sockets: unused,
        settings: {},
        signal: stop.signal,
        now: clock.now,
        confirmSend,
      }),
    }),
    hostMedia: async () => ({ image: { url: 'https://cdn.scripted.test/hero.png', expiresAt: null } }),
    toRequest: (job, media) => ({ endpoint: job.endpoint, wire: {}, options: job.request, media }),
    deliver,
    expectedMs: () => 30_000,
    waitTimeoutMs: null,
    guardSpending: () => {},
    halted: new Map(),
  };
  insertRun(ledger, run);
  let planned = 0;
  return {
    engine,
    ledger,
    clock,
    events,
    stop,
    submits: () => submits,
    plan: (changes = {}) => {
      planned += 1;
      const id = `j_${planned}`;
      const output = `/clips/${id}.mp4`;
      const record = jobRecord({ id, index: planned, output, createdAt: clock.now(), ...changes });
      insertJobs(ledger, [record], 'o_gone');
      return record.id;
    },
  };
}

export const run: Run = {
  id: 'r_1',
  command: 'generate',
  createdAt: 0,
  cwd: '/clips',
  maxCost: null,
  confirmed: true,
  settings: {},
};

/** An honest list, read to its end, that does not hold the job. */
function absent(clock: FakeClock): Found {
  return { kind: 'absent', listedBackTo: 0, serverNow: clock.now() };
}

function nextOf<T>(answers: readonly (T | Error)[]): () => Promise<T> {
  let calls = 0;
  return async () => {
    calls += 1;
    return answer(answers, calls);
  };
}

function answer<T>(answers: readonly (T | Error)[], call: number): T {
  const value = answers[Math.min(call, answers.length) - 1];
  if (value instanceof Error || value === undefined) throw value ?? new Error('the script is empty');
  return value;
}

function unused(): never {
  throw new Error('the scripted provider sends nothing over HTTP');
}

export function refusal(code: WanError['code'], more: ConstructorParameters<typeof WanError>[2] = {}): WanError {
  return new WanError(code, code, { delivery: 'not-accepted', ...more });
}
