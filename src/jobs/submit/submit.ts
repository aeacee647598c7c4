import { toErrorReport, WanError } from '../../errors.js';
import { retryDelay } from '../../http/retry.js';
import type { Operation } from '../../providers/provider.js';
import type { Account, Engine } from '../engine.js';
import type { HostedMedia, Job } from '../job.js';
import { holdsLease } from '../ledger/leases.js';
import { recordEvent, recordTogether } from '../record-event.js';
import { holdName } from './hold-name.js';
import { sinceBoot } from './since-boot.js';
import { refuseSuperseded, Superseded, withdrawSuperseded } from './superseded.js';
import { takeAccount } from './take-account.js';
import type { Turns } from './turns.js';

/** A billable request leaves this soon after its durable intent, or not at all (monotonic milliseconds). */
const sendWindowMs = 5_000;
/** How long certain non-acceptances are tried again. */
const retryForMs = 60_000;
/** For one job no further wait begins this long after the first attempt, even if each 429 names another time. */
const throttledForMs = 600_000;
/** A wait for a turn that is shorter than this doesn't age a file, ms. */
const longTurnMs = 60_000;
/** Refusals of this very request: a verdict. Any other non-acceptance is about the account or the way there. */
const verdicts: readonly string[] = ['provider.refused', 'provider.moderated', 'request.invalid'];
/** No job can be submitted to this provider until the user does something. */
const accountTrouble: readonly string[] = ['key.rejected', 'key.missing', 'money.no-credit'];

/**
 * Takes a job from `planned` or `uploaded` to `submitted`, `failed` or `unknown`; to `cancelled` where another has its clip
 * by now.
 *
 * The intent is durable before the billable request, and written only when the account's limits allow another submit.
 * Only what certainly was not accepted is sent again, for 60 s at most; longer where the provider names a time, and in a
 * batch as long as it asks to be slower.
 *
 * @throws WanError when nothing was accepted and nothing more can be tried now; the job is then back at `uploaded`
 */
export async function submitJob(engine: Engine, planned: Job, turns: Turns): Promise<Job> {
  const withdrawn = withdrawSuperseded(engine, planned);
  if (withdrawn !== undefined) return withdrawn;
  const halted = engine.halted.get(planned.provider);
  if (halted !== undefined) throw halted;
  const { account, job: ours, isMoved } = takeAccount(engine, planned);
  engine.guardSpending(ours);
  let firstRefusedAt: number | undefined;
  let job = isMoved ? (await hostAnew(engine, ours)).job : ours;
  for (let attempt = 0; !turns.stop.aborted; attempt += 1) {
    const hosted = await hostAgain(engine, job);
    const sent = await sendOnce(engine, hosted.job, { media: hosted.media, account, turns });
    if (sent !== undefined && sent.refusal === undefined) return sent.job;
    job = sent?.job ?? hosted.job;
    if (sent?.refusal === undefined) continue;
    const { refusal } = sent;
    if (accountTrouble.includes(refusal.code)) engine.halted.set(job.provider, refusal);
    firstRefusedAt ??= engine.clock.monotonic();
    const spent = engine.clock.monotonic() - firstRefusedAt;
    const delay = pauseAfter(engine, job, { refusal, attempt, turns });
    if (!refusal.retryable || isPatienceOver({ spent, delay, refusal, turns })) throw refusal;
    // Other jobs of the account may come first once it was asked to be slower.
    const when = `in ${Math.ceil(delay / 1000)} s${refusal.code === 'provider.throttled' ? ' at the earliest' : ''}`;
    note(engine, job, `${refusal.message}; nothing was accepted, next attempt ${when}`);
    await engine.clock.sleep(delay, turns.stop).catch(() => {});
  }
  return job;
}

interface Refused {
  readonly refusal: WanError;
  readonly attempt: number;
  readonly turns: Turns;
}

/** Milliseconds before the next attempt. A 429 is about the account, so that all its jobs are held up by it. */
function pauseAfter(engine: Engine, job: Job, { refusal, attempt, turns }: Refused): number {
  const { retryAfterMs } = refusal;
  const own = retryDelay({ attempt, retryAfterMs, random: engine.random(), baseMs: 2_000 });
  if (refusal.code !== 'provider.throttled') return own;
  return Math.max(turns.throttled(engine, job, retryAfterMs), retryAfterMs ?? 0);
}

/** A minute in all; where the provider itself names the times, as long as it says, but for one job not for ever. */
function isPatienceOver(waited: { spent: number; delay: number; refusal: WanError; turns: Turns }): boolean {
  const { spent, delay, refusal, turns } = waited;
  if (turns.isPatient && refusal.code === 'provider.throttled') return false;
  return refusal.retryAfterMs === undefined ? spent + delay > retryForMs : spent > throttledForMs;
}

async function hostAgain(engine: Engine, job: Job): Promise<{ job: Job; media: HostedMedia }> {
  const { state } = job;
  if (state.status === 'uploaded' && outlives(state.media, engine.clock.now() + engine.expectedMs(job) * 3)) {
    return { job, media: state.media };
  }
  return hostAnew(engine, job);
}

async function hostAnew(engine: Engine, job: Job): Promise<{ job: Job; media: HostedMedia }> {
  const media = await engine.hostMedia(job);
  return { job: await recordTogether(engine, job, { type: 'uploaded', media }), media };
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

interface Sending {
  readonly media: HostedMedia;
  readonly account: Account;
  readonly turns: Turns;
}

/** Undefined when nothing was written: it was stopped, or waited so long that the files have to be hosted anew. */
async function sendOnce(engine: Engine, uploaded: Job, sending: Sending): Promise<Sent | undefined> {
  const { account, turns } = sending;
  const intent = account.provider.prepare(engine.toRequest(uploaded, sending.media), engine.newId);
  const askedAt = engine.clock.monotonic();
  const write = async (claim: () => void) => {
    if (isStale(engine, uploaded, { media: sending.media, askedAt })) return undefined;
    const guard = (current: Job) => {
      const halted = engine.halted.get(current.provider);
      if (halted !== undefined) throw halted;
      assertInPlace(engine);
      refuseSuperseded(engine, current);
      engine.guardSpending(current);
      holdName(engine, current);
      claim();
    };
    const { clock, host } = engine;
    const event = { type: 'intent', intent, at: clock.now(), since: sinceBoot(host) } as const;
    return recordTogether(engine, uploaded, event, { guard, run: engine.run });
  };
  let job: Job | undefined;
  try {
    job = await turns.take(engine, uploaded, write);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    return { job: withdrawSuperseded(engine, uploaded) ?? uploaded };
  }
  if (job === undefined) return undefined;
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
  const submitted = await recordAccepted(engine, job, operation);
  if (operation.note !== undefined) note(engine, submitted, `${job.provider}: ${operation.note}`);
  return { job: submitted };
}

/** Whether the job waited for its turn until its files are too near to their expiry. */
function isStale(engine: Engine, job: Job, { media, askedAt }: { media: HostedMedia; askedAt: number }): boolean {
  if (engine.clock.monotonic() - askedAt < longTurnMs) return false;
  const needed = engine.clock.now() + engine.expectedMs(job) * 3;
  return Object.values(media).some((file) => typeof file?.expiresAt === 'number' && file.expiresAt <= needed);
}

/** The remote id must not die with a full disk: if it can't be written down, it is at least said. */
async function recordAccepted(engine: Engine, job: Job, accepted: Operation): Promise<Job> {
  const operation = withoutKeys(engine, accepted);
  try {
    return await recordTogether(engine, job, { type: 'accepted', operation, at: engine.clock.now() });
  } catch (cause) {
    const error = new WanError(
      'local.ledger',
      `${job.provider} accepted ${job.id} as ${operation.remoteId}, but the ledger could not be written: ${toErrorReport(cause).message}`,
      {
        hint: `mend that, then: wan adopt ${job.provider} ${operation.remoteId} --job ${job.id}`,
        provider: job.provider,
        remoteId: operation.remoteId,
        cause,
      },
    );
    // Of many jobs that end so at once, the command's own error can name only one.
    note(engine, job, `${error.message}; ${error.hint}`);
    throw error;
  }
}

/** The note may quote the service. */
function withoutKeys({ redact = (text) => text }: Engine, operation: Operation): Operation {
  return operation.note === undefined ? operation : { ...operation, note: redact(operation.note) };
}

/** An intent in a file that has lost its name is not durable: after a crash nobody would know of the job. */
function assertInPlace({ sql }: Engine): void {
  if (sql.isInPlace()) return;
  throw new WanError('local.ledger', 'the ledger was removed or replaced while it was in use; nothing was sent', {
    hint: 'put it back; what was sent before is taken back with: wan adopt <provider> --since 24h',
    delivery: 'not-accepted',
  });
}

function confirmSend(engine: Engine, job: Job, intentAt: number): void {
  assertInPlace(engine);
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
