import { toErrorReport, WanError } from '../../errors.js';
import type { Call, Money, Operation, Progress } from '../../providers/provider.js';
import { accountOfJob, freeCall } from '../account.js';
import { againHint } from '../again-hint.js';
import type { Account, Engine } from '../engine.js';
import type { Job } from '../job.js';
import { noteStarted } from '../ledger/jobs-table.js';
import { commandOfRun } from '../ledger/runs-table.js';
import { believableCost, type CostTold } from '../money/believable-cost.js';
import { recordTogether } from '../record-event.js';
import { deniedJob } from './denied-job.js';
import { type FollowedStream, followStream } from './follow-stream.js';
import { nextPollDelay } from './poll-schedule.js';
import { typicalRenderMs } from './speed-history.js';

/** What a wait has seen so far. */
interface Watch {
  readonly expectedMs: number;
  lastChangeAt: number;
  lastSeen: string;
  /** How far the render was when somebody last told: a poll beside a stream may not know, and is no step back. */
  fraction: number | null;
  failures: number;
}

/**
 * Polls until the provider says how the job ended. A dropped poll costs a poll.
 *
 * @throws WanError `wait.timeout` (exit 8): still rendering, nothing is lost; `key.rejected`: the key no longer works
 */
export async function awaitResult(engine: Engine, job: Job, operation: Operation): Promise<Job> {
  const account = accountOfJob(engine, job);
  const now = engine.clock.monotonic();
  let expectedMs: number | undefined;
  const watch: Watch = {
    // Of no interest for what is ready by the first poll.
    get expectedMs() {
      expectedMs ??= typicalRenderMs(engine.sql, job) ?? engine.expectedMs(job);
      return expectedMs;
    },
    lastChangeAt: now,
    lastSeen: '',
    fraction: null,
    failures: 0,
  };
  const stream = followStream(account, operation, (progress) => noteProgress(engine, job, progress, watch));
  try {
    return await pollUntilEnded(engine, job, { account, operation, watch, stream });
  } finally {
    stream.close();
  }
}

async function pollUntilEnded(engine: Engine, job: Job, asked: Asked): Promise<Job> {
  const { account, watch, stream } = asked;
  while (!engine.stop.aborted) {
    const answer = await askOnce(engine, job, asked);
    if (answer.progress !== undefined) {
      const ended = await settle(engine, job, answer.progress, account);
      if (ended !== undefined) return ended;
      noteProgress(engine, job, answer.progress, watch);
    }
    giveUpAfterTimeout(engine, job, watch);
    const elapsedMs = engine.clock.now() - (job.submittedAt ?? engine.clock.now());
    const delay = nextPollDelay({ elapsedMs, expectedMs: watch.expectedMs, retryAfterMs: answer.retryAfterMs });
    const left = patienceLeft(engine, watch);
    await pause(engine, delay, { ended: stream.ended, left });
    // Whoever asked not to be asked so soon is not asked a last time.
    if ((answer.retryAfterMs ?? 0) > left) giveUpAfterTimeout(engine, job, watch);
  }
  return job;
}

/** While a stream is alive it tells the end; polling is only there in case it lies. */
const pollBesideStreamMs = 20_000;

async function pause(
  engine: Engine,
  delay: number,
  { ended, left }: { readonly ended: AbortSignal | null; readonly left: number },
): Promise<void> {
  const alive = ended !== null && !ended.aborted;
  const waking = alive ? AbortSignal.any([engine.stop, ended]) : engine.stop;
  const wanted = alive ? Math.max(delay, pollBesideStreamMs) : delay;
  await engine.clock.sleep(Math.min(wanted, left), waking).catch(() => {});
}

interface Asked {
  readonly account: Account;
  readonly operation: Operation;
  readonly watch: Watch;
  readonly stream: FollowedStream;
}

/** One poll; a transport failure says nothing about the job. */
async function askOnce(
  engine: Engine,
  job: Job,
  asked: Asked,
): Promise<{ progress?: Progress; retryAfterMs?: number | undefined }> {
  const { account, operation, watch } = asked;
  try {
    // What is known is not asked for again when a clip is fetched a second time.
    const call = { ...freeCall(account), wantsCost: job.actual === null };
    const progress = await account.provider.check(operation, hurried(call, patienceLeft(engine, watch)));
    watch.failures = 0;
    return { progress };
  } catch (error) {
    if (!(error instanceof WanError) || !error.retryable) throw deniedJob(error);
    watch.failures += 1;
    if (watch.failures === 3) {
      engine.report({ type: 'note', level: 'warning', job: job.id, text: silenceText(error, job, operation) });
    }
    return { retryAfterMs: error.retryAfterMs ?? Math.min(1000 * 2 ** Math.min(watch.failures, 6), 30_000) };
  }
}

/** Of a job that the service itself denies nobody can say that it goes on. */
function silenceText({ code, message, hint }: WanError, { provider }: Job, { remoteId }: Operation): string {
  if (code === 'job.not-found') return `${message}; still asking${hint === undefined ? '' : `: ${hint}`}`;
  return `${provider} does not answer (${message}); ${remoteId} goes on there, still asking`;
}

/** Writes a terminal answer down; undefined while there is none. */
async function settle(engine: Engine, job: Job, progress: Progress, account: Account): Promise<Job | undefined> {
  const at = engine.clock.now();
  switch (progress.status) {
    case 'succeeded': {
      const { urls, expiresAt, seed } = progress;
      const actual = actualOf(engine, job, progress);
      return recordTogether(engine, job, { type: 'succeeded', urls, expiresAt, at }, { actual, seed });
    }
    case 'failed': {
      const error = verdictOf(engine, job, progress);
      // What was billed is spent, whatever the service says of its failures in general.
      const failuresFree = account.provider.facts.failuresFree && progress.charged !== true;
      const actual = actualOf(engine, job, progress);
      return recordTogether(engine, job, { type: 'failed', error }, { failuresFree, actual });
    }
    case 'cancelled':
      return recordTogether(engine, job, { type: 'cancelled' });
    case 'expired': {
      const error = new WanError('result.expired', progress.reason, { provider: job.provider });
      return recordTogether(engine, job, { type: 'expired', error: toErrorReport(error) });
    }
    default:
      return undefined;
  }
}

function actualOf(engine: Engine, job: Job, told: CostTold): Money | undefined {
  const actual = believableCost(job, told);
  if (actual === undefined && told.cost !== undefined) {
    const text = `${job.provider} counts units worth ${told.cost.amount} ${told.cost.currency}, too far from the estimate to be believed`;
    engine.report({ type: 'note', level: 'debug', job: job.id, text });
  }
  return actual;
}

function verdictOf(engine: Engine, job: Job, progress: Extract<Progress, { status: 'failed' }>) {
  const hint = progress.moderated ? 'change the picture or the prompt' : againHint(commandOfRun(engine.sql, job.run));
  return toErrorReport(
    new WanError(progress.moderated ? 'provider.moderated' : 'provider.failed', progress.reason, {
      hint,
      retryable: progress.retryable,
      provider: job.provider,
      remoteId: 'operation' in job.state ? job.state.operation?.remoteId : undefined,
    }),
  );
}

function noteProgress(engine: Engine, job: Job, progress: Progress, watch: Watch): void {
  if (progress.status !== 'queued' && progress.status !== 'rendering') return;
  const position = progress.status === 'queued' ? (progress.position ?? null) : null;
  watch.fraction = progress.status === 'rendering' ? (progress.fraction ?? watch.fraction) : null;
  const seen = `${progress.status} ${position}`;
  if (seen !== watch.lastSeen) {
    watch.lastSeen = seen;
    watch.lastChangeAt = engine.clock.monotonic();
    if (progress.status === 'rendering') noteStarted(engine.sql, job.id, engine.clock.now());
    if (progress.note !== undefined)
      engine.report({ type: 'note', level: 'warning', job: job.id, text: progress.note });
  }
  const elapsedMs = Math.max(engine.clock.now() - (job.submittedAt ?? engine.clock.now()), 0);
  engine.report({
    type: 'progress',
    job: job.id,
    phase: progress.status,
    fraction: watch.fraction,
    queuePosition: position,
    elapsedMs,
    etaMs: Math.max(watch.expectedMs - elapsedMs, 0),
  });
}

/** How long `--wait-timeout` still waits without news, ms. */
function patienceLeft({ clock, waitTimeoutMs }: Engine, { lastChangeAt }: Watch): number {
  return Math.max((waitTimeoutMs ?? Number.POSITIVE_INFINITY) - (clock.monotonic() - lastChangeAt), 0);
}

/** A poll is given up with the wait, or a second later, so that a service that hangs does not hold it. */
function hurried(call: Call, leftMs: number): Call {
  const most = Math.max(Math.ceil(leftMs), 1000);
  if (most >= longestPollMs) return call;
  const send: Call['http']['send'] = (request) =>
    call.http.send({ ...request, timeoutMs: Math.min(request.timeoutMs ?? most, most) });
  return { ...call, http: { ...call.http, send } };
}

/** What any poll is given. */
const longestPollMs = 30_000;

function giveUpAfterTimeout(engine: Engine, job: Job, watch: Watch): void {
  const silentMs = engine.clock.monotonic() - watch.lastChangeAt;
  if (engine.waitTimeoutMs === null || silentMs < engine.waitTimeoutMs) return;
  throw new WanError(
    'wait.timeout',
    `${job.id} is still rendering at ${job.provider} after ${Math.round(silentMs / 1000)} s without news`,
    {
      hint: `wan resume ${job.id}`,
      retryable: true,
      provider: job.provider,
      remoteId: 'operation' in job.state ? job.state.operation?.remoteId : undefined,
    },
  );
}
