import { WanError } from '../errors.js';
import { explainFailure } from './transport-failure.js';

/** Whose submit went wrong, at which host. */
export interface SubmitPlace {
  readonly provider: string;
  readonly host: string;
}

/** No byte of the request left: it may be sent again. */
export function notSent(
  { provider, host }: SubmitPlace,
  { late, cause }: { late?: string | undefined; cause: unknown },
): WanError {
  const explained = explainFailure(cause, host);
  return new WanError('network.failed', `${provider}: ${late ?? explained.text}; nothing was sent`, {
    hint: explained.hint,
    retryable: true,
    delivery: 'not-accepted',
    provider,
    cause,
  });
}

/** The request may have arrived, and may have been billed. */
export function unknownOutcome(
  { provider }: SubmitPlace,
  { text, cause }: { text: string; cause?: unknown },
): WanError {
  return new WanError('submit.unknown', `${provider}: ${text}; the job may have been accepted and billed`, {
    hint: 'wan resume looks for it at the provider and sends nothing anew',
    delivery: 'unknown',
    provider,
    cause,
  });
}

/** Stopped by the user while nothing had been sent yet. */
export function stoppedBeforeSending({ provider }: SubmitPlace, cause: unknown): WanError {
  return new WanError('signal.interrupted', `${provider}: stopped before the request was sent`, {
    delivery: 'not-accepted',
    provider,
    cause,
  });
}

/** A bug of ours, caught before money moves: the key and the request belong to the provider's own hosts only. */
export function strangeHost({ provider, host }: SubmitPlace): WanError {
  return new WanError('internal.bug', `${provider}: ${host} is not an API host of this provider`, {
    delivery: 'not-accepted',
    provider,
  });
}

/** Where a redirect points, without path and query: they may hold a signature. */
export function redirectTarget(location: string | undefined, base: URL): string {
  return location !== undefined && URL.canParse(location, base.href) ? new URL(location, base.href).host : 'elsewhere';
}
