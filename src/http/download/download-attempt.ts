import type { Dispatcher } from 'undici';
import type { WanError } from '../../errors.js';
import type { Clock } from '../../runtime.js';
import { byteLength } from '../arriving-bytes.js';
import type { BytesAnswer } from '../bytes-request.js';
import { type Continuation, planAnswer } from './download-answer.js';
import { decodedBody } from './download-body.js';
import { sniffedBytes, textKind } from './download-content.js';
import { downloadFailed } from './download-failure.js';
import { readNote } from './download-note.js';
import { openLocalFile, requestFile } from './download-request.js';
import { type SilenceWatch, watchSilence } from './download-silence.js';
import type { DownloadTarget, DownloadWriter } from './download-target.js';

export interface DownloadSource {
  readonly url: string;
  readonly target: DownloadTarget;
  /** From `createDownloadDispatcher`, with the same `allowPrivate`. */
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  /** Whether hosts of this machine and its network are taken: only when the provider's API base is one. */
  readonly allowPrivate: boolean;
  /** Whether a `file:` URL is taken: only from the embedded provider. */
  readonly allowFile?: boolean | undefined;
  /** For the first host only, never along a redirect. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Largest file taken, bytes; 4 GiB when left out. */
  readonly maxBytes?: number | undefined;
  /** Silence that ends an attempt, ms; 60 s when left out. */
  readonly silenceMs?: number | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

export interface DownloadProgress {
  readonly bytes: number;
  /** null: the service does not say */
  readonly total: number | null;
}

type Attempt = DownloadSource & { readonly clock: Clock };

/**
 * One exchange: continues what is kept, or starts again where that is not safe. Bytes that can be of no use any more
 * are dropped from the target, all others stay in it.
 *
 * @returns bytes of the whole file
 */
export async function attemptDownload(options: Attempt): Promise<number> {
  const kept = await continuable(options);
  const outcome = kept?.whole === true ? await settleKept(options, kept) : await transfer(options, kept);
  if ('bytes' in outcome) return outcome.bytes;
  await options.target.discard();
  throw outcome.useless;
}

const defaultMaxBytes = 4 * 2 ** 30;
const defaultSilenceMs = 60_000;

type Outcome = { readonly bytes: number } | { readonly useless: WanError };
type Kept = Continuation & { readonly whole: boolean };

async function continuable({ target, url }: Attempt): Promise<Kept | undefined> {
  const kept = await target.kept();
  const note = readNote(kept?.note, url);
  if (kept === undefined || note === undefined || kept.bytes === 0) return undefined;
  const whole = kept.complete || kept.bytes === note.total;
  // The service is not asked about a whole file, so it must be the file of this very URL.
  return (whole ? note.sameUrl : note.resumable) ? { bytes: kept.bytes, note, whole } : undefined;
}

async function settleKept(options: Attempt, { bytes, note }: Kept): Promise<Outcome> {
  const { url, resource, validator, total } = note;
  const writer = await options.target.begin(bytes, { url, resource, validator, total });
  try {
    return await settle({ options, writer, bytes, total: bytes });
  } finally {
    await writer.close();
  }
}

async function transfer(options: Attempt, kept: Kept | undefined): Promise<Outcome> {
  const watch = watchSilence(options.clock, options.silenceMs ?? defaultSilenceMs);
  let answer: BytesAnswer | undefined;
  try {
    answer = await ask(options, kept, AbortSignal.any([options.signal, watch.signal]));
    watch.heard();
    return await receive({ options, answer, kept, watch });
  } catch (error) {
    if (!watch.signal.aborted || options.signal.aborted) throw error;
    throw downloadFailed(options.url, 'the service fell silent', { retryable: true, cause: error });
  } finally {
    watch.stop();
    answer?.drop();
  }
}

async function ask(options: Attempt, kept: Kept | undefined, signal: AbortSignal): Promise<BytesAnswer> {
  const { url, headers, dispatcher, allowPrivate } = options;
  if (options.allowFile === true && url.startsWith('file:')) return await openLocalFile(url);
  const range = kept === undefined ? undefined : { from: kept.bytes, validator: kept.note.validator };
  return await requestFile({ url, headers, range, dispatcher, allowPrivate, signal });
}

interface Receiving {
  readonly options: Attempt;
  readonly answer: BytesAnswer;
  readonly kept: Kept | undefined;
  readonly watch: SilenceWatch;
}

async function receive({ options, answer, kept, watch }: Receiving): Promise<Outcome> {
  const { url, target, maxBytes = defaultMaxBytes } = options;
  const plan = planAnswer({ url, kept, now: options.clock.now(), status: answer.status, headers: answer.headers });
  if ('stale' in plan) return useless(options, 'the file changed meanwhile', true);
  const body = decodedBody(answer);
  if (body === undefined) return useless(options, 'compressed in a way that is not known', false);
  if ((plan.total ?? 0) > maxBytes) return useless(options, `larger than ${maxBytes} bytes`, false);
  const writer = await target.begin(plan.at, plan.note);
  try {
    let bytes = plan.at;
    for await (const chunks of body) {
      const count = byteLength(chunks);
      watch.heard(count);
      bytes += count;
      if (bytes > maxBytes) return useless(options, `larger than ${maxBytes} bytes`, false);
      await writer.write(chunks);
      options.onProgress?.({ bytes, total: plan.total });
    }
    return await settle({ options, writer, bytes, total: plan.total });
  } finally {
    await writer.close();
  }
}

interface Settling {
  readonly options: Attempt;
  readonly writer: DownloadWriter;
  readonly bytes: number;
  readonly total: number | null;
}

async function settle({ options, writer, bytes, total }: Settling): Promise<Outcome> {
  if (bytes === 0) return useless(options, 'the file is empty', true);
  if (total !== null && bytes !== total) return useless(options, `${bytes} bytes came instead of ${total}`, true);
  const kind = textKind(await options.target.head(sniffedBytes));
  if (kind !== undefined) return useless(options, `the service sent ${kind} instead of a clip`, false);
  await writer.finish();
  return { bytes };
}

function useless({ url }: Attempt, text: string, retryable: boolean): Outcome {
  return { useless: downloadFailed(url, text, { retryable }) };
}
