import { toErrorReport, WanError } from '../errors.js';
import { retryDelay } from '../http/retry.js';
import type { Operation } from '../providers/provider.js';
import { accountOfJob } from './account.js';
import type { Engine } from './engine.js';
import type { HostedMedia, Job } from './job.js';
import { holdsLease } from './leases.js';
import { recordEvent } from './record-event.js';

/** A billable request leaves this soon after its durable intent, or not at all (monotonic milliseconds). */
const sendWindowMs = 5_000;
/** How long certain non-acceptances are tried again. */
const retryForMs = 60_000;
/** No further wait begins this long after the first attempt, even if each 429 names another time. */
const throttledForMs = 600_000;
/** Refusals of this very request: a verdict. Any other non-acceptance is about the account or the way there. */
const verdicts: readonly string[] = ['provider.refused', 'provider.moderated', 'request.invalid'];
/** No job can be submitted to this provider until the user does something. */
const accountTrouble: readonly string[] = ['key.rejected', 'key.missing', 'money.no-credit'];

/**
 * Takes a job from `planned` or `uploaded` to `submitted`, `failed` or `unknown`.
 *
 * The intent is durable before the billable request; only what certainly was not accepted is sent again, for 60 s at
 * most, longer only where the provider itself names a time.
 *
 * @throws WanError when nothing was accepted and nothing more can be tried now; the job is then back at `uploaded`
 */
export async function submitJob(engine: Engine, planned: Job): Promise<Job> {
  const halted = engine.halted.get(planned.provider);
  if (halted !== undefined) throw halted;
  const account = accountOfJob(engine, planned);
  const startedAt = engine.clock.monotonic();
  let job = planned;
  for (let attempt = 0; ; attempt += 1) {
    const hosted = await hostAgain(engine, job);
    if (engine.stop.aborted) return hosted.job;
    const sent = await sendOnce(engine, hosted.job, hosted.media, account);
    if (sent.refusal === undefined) return sent.job;
    job = sent.job;
    const { refusal } = sent;
    if (accountTrouble.includes(refusal.code)) engine.halted.set(job.provider, refusal);
    const delay = retryDelay({ attempt, retryAfterMs: refusal.retryAfterMs, random: engine.random(), baseMs: 2_000 });
    const spent = engine.clock.monotonic() - startedAt;
    if (!refusal.retryable || isPatienceOver({ spent, delay, named: refusal.retryAfterMs !== undefined }))
      throw refusal;
    note(engine, job, `${refusal.message}; nothing was accepted, next attempt in ${Math.ceil(delay / 1000)} s`);
    await engine.clock.sleep(delay, engine.stop).catch(() => {});
  }
}

/** A minute in all; where the provider itself names the times, as long as it says, but not for ever. */
function isPatienceOver({ spent, delay, named }: { spent: number; delay: number; named: boolean }): boolean {
  return named ? spent > throttledForMs : spent + delay > retryForMs;
}

async function hostAgain(engine: Engine, job: Job): Promise<{ job: Job; media: HostedMedia }> {
  const { state } = job;
  if (state.status === 'uploaded' && outlives(state.media, engine.clock.now() + engine.expectedMs(job) * 3)) {
    return { job, media: state.media };
  }
  const media = await engine.hostMedia(job);
  return { job: recordEvent(engine, job, { type: 'uploaded', media }), media };
}

/** What the ledger keeps of a data URI or of a path on this machine can't be sent; only addresses outlive a process. */
function outlives(media: HostedMedia, time: number): boolean {
  return Object.values(media).every(
    (file) => file?.url.startsWith('http') && (file.expiresAt === null || file.expiresAt > time),
  );
}

interface Sent {
  readonly job: Job;
  /** Set when the provider certainly did not take the job and gave no verdict on it. */
  readonly refusal?: WanError;
}

async function sendOnce(
  engine: Engine,
  uploaded: Job,
  media: HostedMedia,
  account: ReturnType<typeof accountOfJob>,
): Promise<Sent> {
  const intent = account.provider.prepare(engine.toRequest(uploaded, media), engine.newId);
  const job = recordEvent(
    engine,
    uploaded,
    { type: 'intent', intent, at: engine.clock.now() },
    { guard: (current) => engine.guardSpending(current) },
  );
  const intentAt = engine.clock.monotonic();
  let operation: Operation;
  try {
    operation = await account.provider.submit(
      intent,
      account.call(() => confirmSend(engine, job, intentAt)),
    );
  } catch (error) {
    if (!(error instanceof WanError) || error.delivery !== 'not-accepted')
      return { job: markUnknown(engine, job, error) };
    const report = toErrorReport(error);
    if (verdicts.includes(error.code)) return { job: recordEvent(engine, job, { type: 'failed', error: report }) };
    return { job: recordEvent(engine, job, { type: 'not-accepted', error: report }), refusal: error };
  }
  return { job: recordAccepted(engine, job, operation) };
}

/** The remote id must not die with a full disk: if it can't be written down, it is at least said. */
function recordAccepted(engine: Engine, job: Job, operation: Operation): Job {
  try {
    return recordEvent(engine, job, { type: 'accepted', operation, at: engine.clock.now() });
  } catch (error) {
    throw new WanError(
      'local.ledger',
      `${job.provider} accepted ${job.id} as ${operation.remoteId}, but the ledger could not be written: ${toErrorReport(error).message}`,
      {
        hint: `mend that, then: wan adopt ${job.provider} ${operation.remoteId} --job ${job.id}`,
        provider: job.provider,
        remoteId: operation.remoteId,
        cause: error,
      },
    );
  }
}

function confirmSend(engine: Engine, job: Job, intentAt: number): void {
  const late = engine.clock.monotonic() - intentAt > sendWindowMs;
  if (!late && holdsLease(engine.sql, job, engine.owner)) return;
  throw new WanError(
    'provider.unavailable',
    late ? 'the submit was held up for more than 5 s' : 'the job was taken over',
    {
      delivery: 'not-accepted',
      retryable: late,
      provider: job.provider,
    },
  );
}

/** The answer was lost: the job may be rendering, and billed. It is looked up, never sent again. */
function markUnknown(engine: Engine, job: Job, error: unknown): Job {
  return recordEvent(engine, job, { type: 'outcome-unknown', error: toErrorReport(error) });
}

function note(engine: Engine, job: Job, text: string): void {
  engine.report({ type: 'note', level: 'warning', job: job.id, text });
}
