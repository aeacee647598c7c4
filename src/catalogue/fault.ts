import { type ErrorCode, WanError } from '../errors.js';
import type { ProviderId, RequestField } from '../providers/request.js';

/** One thing wrong with a request, before anything is billed. */
export interface Fault {
  readonly code: ErrorCode;
  readonly field: RequestField | 'output';
  /** The wire key, for faults of `--set`. */
  readonly key?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A request that is refused, with what is wrong as a list: manifests report it cell by cell. */
export class RequestError extends WanError {
  readonly faults: readonly Fault[];

  constructor(
    code: ErrorCode,
    message: string,
    details: { hint?: string | undefined; provider: ProviderId; faults: readonly Fault[] },
  ) {
    super(code, message, details);
    this.faults = details.faults;
  }
}

/** All faults as one error, `request.invalid` where they are not of one kind. */
export function faultError(faults: readonly Fault[], provider: ProviderId): RequestError {
  const [code = 'request.invalid', ...others] = new Set(faults.map((fault) => fault.code));
  const messages = faults.map((fault) => fault.message);
  const hints = [...new Set(faults.flatMap((fault) => fault.hint ?? []))];
  const message = messages.length === 1 ? messages.join('') : `${messages.length} faults: ${messages.join('; ')}`;
  return new RequestError(others.length > 0 ? 'request.invalid' : code, message, {
    hint: hints.length === 0 ? undefined : hints.join('; '),
    provider,
    faults,
  });
}

/** What a check has against one field, as a list. Errors that are not about a request are thrown on. */
export async function faultsIn(field: Fault['field'], check: () => unknown): Promise<Fault[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (!(error instanceof WanError) || !/^(?:request|image|audio|output)\./.test(error.code)) throw error;
    return [{ code: error.code, field, message: error.message, hint: error.hint }];
  }
}
