import type { ErrorReport } from '../errors.js';

/** An error with its texts passed through a redactor: they may quote the service, or what the user typed. */
export function redactError(error: ErrorReport, text: (original: string) => string): ErrorReport {
  const { message, hint, remoteId } = error;
  return {
    ...error,
    message: text(message),
    hint: hint === null ? null : text(hint),
    remoteId: remoteId === null ? null : text(remoteId),
  };
}
