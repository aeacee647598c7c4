import { toErrorReport, WanError } from '../../errors.js';
import { accountOfJob, freeCall } from '../account.js';
import type { Engine } from '../engine.js';
import type { Job, JobState } from '../job.js';
import { recordEvent, recordTogether } from '../record-event.js';

type Rendered = Extract<JobState, { status: 'rendered' }>;

/**
 * Brings a rendered clip to its file. If its address no longer works, the provider is asked once for a fresh one.
 *
 * @throws WanError `download.failed` (exit 6) or `local.*` (exit 7); the job stays `rendered` and can be fetched again
 */
export async function fetchResult(engine: Engine, job: Job, state: Rendered): Promise<Job> {
  try {
    return await deliver(engine, job, state);
  } catch (error) {
    if (!(error instanceof WanError)) throw error;
    if (!isAboutTheAddress(error)) throw keep(engine, job, error);
    const fresh = await askAgain(engine, job, state);
    if (fresh === 'no answer') throw keep(engine, job, error);
    if (fresh === undefined || fresh.state.status !== 'rendered') return fresh ?? giveUp(engine, job, { state, error });
    return deliver(engine, fresh, fresh.state).catch((second) =>
      giveUp(engine, fresh, { state: fresh.state as Rendered, error: second }),
    );
  }
}

async function deliver(engine: Engine, job: Job, state: Rendered): Promise<Job> {
  const startedAt = engine.clock.now();
  const { outputs, bytes, warnings } = await engine.deliver(job, state.urls, (fraction) =>
    engine.report({
      type: 'progress',
      job: job.id,
      phase: 'downloading',
      fraction,
      queuePosition: null,
      elapsedMs: engine.clock.now() - startedAt,
      etaMs: null,
    }),
  );
  for (const text of warnings) engine.report({ type: 'note', level: 'warning', job: job.id, text });
  return recordTogether(engine, job, { type: 'delivered', outputs, bytes });
}

function isAboutTheAddress(error: WanError): boolean {
  return error.code === 'download.failed' || error.code === 'result.expired';
}

/** The job with fresh addresses, or in the terminal state that the provider now tells; undefined when it says nothing new. */
async function askAgain(engine: Engine, job: Job, state: Rendered): Promise<Job | 'no answer' | undefined> {
  const account = accountOfJob(engine, job);
  const progress = await account.provider.check(state.operation, freeCall(account)).catch(() => undefined);
  if (progress === undefined) return 'no answer';
  if (progress.status === 'expired') return expire(engine, job, progress.reason);
  if (progress.status !== 'succeeded') return undefined;
  const { urls, expiresAt } = progress;
  return recordEvent(engine, job, { type: 'succeeded', urls, expiresAt, at: engine.clock.now() });
}

/** Past the documented lifetime a dead address is an expired result. Before that, or of another kind, a fault may pass. */
function giveUp(engine: Engine, job: Job, failure: { state: Rendered; error: unknown }): Job {
  const { state, error } = failure;
  if (!(error instanceof WanError)) throw error;
  const over = state.expiresAt !== null && state.expiresAt <= engine.clock.now();
  if (over && isAboutTheAddress(error) && !error.retryable)
    return expire(engine, job, `${job.provider} no longer keeps it (${error.message})`);
  throw keep(engine, job, error);
}

function expire(engine: Engine, job: Job, reason: string): Job {
  const error = new WanError('result.expired', `the result of ${job.id} expired before it was fetched: ${reason}`, {
    hint: 'render it anew by the same command',
    provider: job.provider,
  });
  return recordEvent(engine, job, { type: 'expired', error: toErrorReport(error) });
}

function keep(engine: Engine, job: Job, error: WanError): WanError {
  const code = error.code === 'result.expired' ? 'download.failed' : error.code;
  const resume = `wan resume ${job.id}`;
  const elsewhere = `the same command with another --output brings it there; or mend that, then: ${resume}`;
  const kept = new WanError(code, error.message, {
    hint: code === 'local.output' ? elsewhere : (error.hint ?? resume),
    provider: job.provider,
    cause: error,
  });
  recordEvent(engine, job, { type: 'download-failed', error: toErrorReport(kept) });
  return kept;
}
