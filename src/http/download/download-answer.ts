import type { JsonObject } from '../../json.js';
import { downloadFailed, toStatusFailure } from './download-failure.js';
import { type KeptNote, toNote } from './download-note.js';

/** Bytes that an earlier attempt left and that may be continued. */
export interface Continuation {
  readonly bytes: number;
  readonly note: KeptNote;
}

export interface AnswerFacts {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What was asked to be continued; undefined when the whole file was asked for. */
  readonly kept: Continuation | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** Where the bytes of an answer belong. `stale`: what is kept does not fit any more; drop it and ask for the whole. */
export type AnswerPlan =
  | { readonly at: number; readonly total: number | null; readonly note: JsonObject }
  | { readonly stale: true };

/**
 * Reads status and headers. A 200 is the whole file, whatever was asked; a 206 counts only when it begins exactly where
 * the kept bytes end, in a file of the same validator and length.
 *
 * @throws WanError `download.failed` for any other status
 */
export function planAnswer({ url, status, headers, kept, now }: AnswerFacts): AnswerPlan {
  if (status === 200) {
    const total = headers['content-encoding'] === undefined ? wholeNumber(headers['content-length']) : null;
    return { at: 0, total, note: toNote({ url, headers, total }) };
  }
  if (kept !== undefined && status === 416) return { stale: true };
  if (kept !== undefined && status === 206) return planRest({ url, headers, kept });
  if (status >= 200 && status < 400) {
    throw downloadFailed(url, `the service answered ${status} instead of a file`, { retryable: false });
  }
  throw toStatusFailure({ url, status, headers, now });
}

function planRest({ url, headers, kept }: Pick<AnswerFacts, 'url' | 'headers'> & { kept: Continuation }): AnswerPlan {
  const [, first, length] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  const total = wholeNumber(length) ?? kept.note.total;
  const sameLength = kept.note.total === null || kept.note.total === total;
  const now = toNote({ url, headers, total });
  const sameFile = kept.note.validator === null || now.validator === null || now.validator === kept.note.validator;
  if (Number(first) !== kept.bytes || !sameLength || !sameFile || headers['content-encoding'] !== undefined) {
    return { stale: true };
  }
  return { at: kept.bytes, total, note: { ...now, validator: now.validator ?? kept.note.validator } };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
