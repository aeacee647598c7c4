import { WanError } from '../../errors.js';

export interface Limits {
  readonly signal: AbortSignal;
  /** Milliseconds of real time: a network that says nothing keeps no clock of ours. */
  readonly ms: number;
  /** What is waited for, in the words of the error. */
  readonly what: string;
}

/**
 * Runs a task that must not be waited for longer than this. The task is told by the signal, and left behind if it
 * does not listen.
 *
 * @throws WanError `network.failed`; what the task throws; the reason of the outer signal
 */
export async function within<T>({ signal, ms, what }: Limits, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(ms);
  const either = AbortSignal.any([signal, deadline]);
  either.throwIfAborted();
  const cut = new Promise<never>((_resolve, reject) => {
    either.addEventListener('abort', () => reject(deadline.aborted ? tooLate(what, ms) : signal.reason), {
      once: true,
    });
  });
  const work = task(either).catch((error: unknown) => {
    throw deadline.aborted ? tooLate(what, ms) : error;
  });
  return Promise.race([work, cut]);
}

function tooLate(what: string, ms: number): WanError {
  return new WanError('network.failed', `${what} did not answer within ${ms / 1000} s`, {
    hint: 'see the network and the proxy variables, then: wan doctor',
    retryable: true,
  });
}
