import { type ErrorCode, WanError } from '../errors.js';
import type { ProviderId, RequestField } from '../providers/request.js';

/** One thing wrong with a request, before anything is billed. */
export interface Fault {
  readonly code: Extract<ErrorCode, 'request.invalid' | 'request.option-not-taken'>;
  readonly field: RequestField;
  /** The wire key, for faults of `--set`. */
  readonly key?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A request that is refused, with what is wrong as a list: manifests report it cell by cell. */
export class RequestError extends WanError {
  readonly faults: readonly Fault[];

  constructor(
    code: Fault['code'],
    message: string,
    details: { hint?: string | undefined; provider: ProviderId; faults: readonly Fault[] },
  ) {
    super(code, message, details);
    this.faults = details.faults;
  }
}

/** All faults as one error; options that are not taken decide the code only where there is nothing else. */
export function faultError(faults: readonly Fault[], provider: ProviderId): RequestError {
  const kinds = new Set(faults.map((fault) => fault.code));
  const code =
    kinds.size === 1 && kinds.has('request.option-not-taken') ? 'request.option-not-taken' : 'request.invalid';
  const messages = faults.map((fault) => fault.message);
  const hints = [...new Set(faults.flatMap((fault) => fault.hint ?? []))];
  const message = messages.length === 1 ? messages.join('') : `${messages.length} faults: ${messages.join('; ')}`;
  return new RequestError(code, message, { hint: hints.length === 0 ? undefined : hints.join('; '), provider, faults });
}
