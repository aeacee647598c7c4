import type { HttpClient } from '../http/client.js';
import type { JsonObject } from '../json.js';
import type { ModelSchema } from './model-schema.js';
import type { ProviderFacts } from './provider-facts.js';
import type { HostedFile, MediaFile, ProviderId, VideoRequest } from './request.js';
import type { WebhookRule } from './webhook.js';

/**
 * The contract between the program and whoever renders.
 *
 * A provider is a set of plain functions over one service. It never sleeps, retries, prints, reads the environment or
 * touches the disk: the runner does. `test/providers` holds the suite that every provider must pass.
 */
export interface Provider {
  readonly id: ProviderId;
  readonly facts: ProviderFacts;

  /**
   * The exact submit request, with any ids that we choose. Pure. The result is durable before `submit` is called, and
   * `submit` sends this and nothing else, save for `call.webhookSecret`.
   */
  prepare(request: VideoRequest, newId: () => string): SubmitIntent;

  /**
   * Sends exactly one billable POST and calls `call.confirmSend()` right before it (`call.http.submit` does so by itself);
   * another only where a router did not know the path, so that the service never had the first, or where a documented
   * refusal asks for a field that is left out at first. Resolves with the operation once the service has accepted the job.
   *
   * @throws WanError with `delivery: 'not-accepted'` only where the service certainly did not take the job; any other
   * failure has `delivery: 'unknown'`, and is never sent again.
   */
  submit(intent: SubmitIntent, call: Call): Promise<Operation>;

  /**
   * Asks the service, free, whether it can run this request at all; media may still bear the names of local files.
   *
   * @throws WanError `provider.refused` only for what the submit would be refused for as well
   */
  preflight?(request: VideoRequest, call: Call): Promise<void>;

  /**
   * Asks once how the job is doing. A transport failure is thrown and says nothing about the job; a status word that is
   * not known means `rendering` with a `note`.
   */
  check(operation: Operation, call: Call): Promise<Progress>;

  /**
   * Progress as the service pushes it, where it has such a stream. It ends when the job has ended or the stream broke:
   * a reason to `check`, never a verdict.
   */
  watch?(operation: Operation, call: Call): AsyncIterable<Progress>;

  /** Asks the service to cancel. The verdict comes from later checks, unless the answer is itself terminal. */
  cancel?(operation: Operation, call: Call): Promise<CancelOutcome>;

  /**
   * Looks for the job of a submit whose answer was lost, in the service's own list, read to the end. Compares the whole
   * wire body; never guesses.
   */
  findSubmitted?(lost: LostSubmit, call: Call): Promise<Found>;

  /** Makes an operation from a remote id that a user gives (`wan adopt`). Pure. */
  adopt?(remoteId: string, endpoint: string | undefined): Operation;

  /** Jobs that the service lists since a time, newest first, for `wan adopt --since`. */
  listSince?(since: number, call: Call): Promise<readonly ListedJob[]>;

  /** Puts a file where the service can read it; `endpoint` is the model that it is for, where one is known. */
  upload?(file: MediaFile, call: Call, endpoint?: string): Promise<HostedFile>;

  /** What a listed body has in place of a file that was uploaded, where that follows from its content. Pure. */
  nameOf?(file: MediaFile): string;

  /** How this very file may be handed to a model, where that is not the same for all (`facts.takes`). Pure. */
  takesFor?(file: MediaFile, endpoint: string): ProviderFacts['takes'];

  /** What this very request would cost, from the service; undefined where it may cost more than the service says. */
  quote?(intent: SubmitIntent, call: Call): Promise<Money | undefined>;

  /** The live input schema of one model. */
  schema?(endpoint: string, call: Call): Promise<ModelSchema | undefined>;

  /** What is left on the account. */
  balance?(call: Call): Promise<Money | undefined>;

  /** How its webhook deliveries prove that they are genuine; absent where they can't. */
  readonly webhook?: WebhookRule;
}

/** Opaque to all but its provider; journaled verbatim. `note` tells the user what the service leaves out of the job, say. */
export type Operation = JsonObject & { readonly remoteId: string; readonly note?: string };

/** The submit request in full. Data URIs in `body` are journaled as digests. */
export interface SubmitIntent {
  readonly endpoint: string;
  readonly body: JsonObject;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Ids that we chose and that find the job again (ComfyUI's `prompt_id`, Puter's output path). */
  readonly ids?: Readonly<Record<string, string>> | undefined;
}

export type Progress =
  | { readonly status: 'queued'; readonly position?: number | undefined; readonly note?: string | undefined }
  | {
      readonly status: 'rendering' /** 0 to 1 */;
      readonly fraction?: number | undefined;
      readonly note?: string | undefined;
    }
  | {
      readonly status: 'succeeded';
      readonly urls: readonly string[];
      /** Epoch milliseconds after which the service may have deleted the file; null when it says nothing. */
      readonly expiresAt: number | null;
      readonly cost?: Money | undefined;
      /** The service names no amount: `cost` is the units that it counts times the price that it lists. */
      readonly isReckoned?: true;
      /** The seed that the service used, where it tells. */
      readonly seed?: number | undefined;
    }
  | {
      readonly status: 'failed';
      readonly reason: string;
      readonly moderated: boolean;
      readonly retryable: boolean;
      /** The service says success and bills the render, although there is nothing to fetch. */
      readonly charged?: true;
      readonly cost?: Money | undefined;
      readonly isReckoned?: true;
    }
  | { readonly status: 'cancelled' }
  | { readonly status: 'expired'; readonly reason: string };

export type CancelOutcome =
  | { readonly status: 'requested' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'too-late' }
  | { readonly status: 'unsupported' };

export interface LostSubmit {
  readonly intent: SubmitIntent;
  /** Epoch milliseconds of the durable intent. */
  readonly intentAt: number;
  /** Remote ids that certainly are other jobs'; never matches. */
  readonly known: Pick<ReadonlySet<string>, 'has'>;
}

export type Found =
  | { readonly kind: 'one'; readonly operation: Operation }
  | { readonly kind: 'several'; readonly remoteIds: readonly string[] }
  /** Not in the list, which was read to its end, back past `listedBackTo` by the service's own clock (epoch ms). */
  | { readonly kind: 'absent'; readonly listedBackTo: number; readonly serverNow: number }
  | { readonly kind: 'unknowable'; readonly reason: string };

/** Whether a listed job is what is looked for. `unclear`: all that can be compared is alike. */
export type Likeness = 'same' | 'unclear' | 'other';

export interface ListedJob {
  readonly operation: Operation;
  readonly endpoint: string | undefined;
  /** Whether it is of a model, where the list may call that by another name; without it, equal names are. Pure. */
  readonly isOfModel?: ((endpoint: string) => Likeness) | undefined;
  readonly createdAt: number;
  /** The wire body, where the list holds it. */
  readonly body: JsonObject | undefined;
  /** Ids that we chose for it, as in its intent. */
  readonly ids?: SubmitIntent['ids'];
  /** Reads the body where only the job itself shows it, free of charge; undefined where it does not. */
  readonly readBody?: (() => Promise<JsonObject | undefined>) | undefined;
  /** True where the service has thrown away what was asked for and what was made. */
  readonly isErased?: boolean | undefined;
}

export interface Money {
  readonly amount: number;
  readonly currency: 'USD' | 'CNY' | 'credits';
}

/** What a provider function may use. */
export interface Call {
  readonly http: HttpClient;
  /** The `data` of server-sent events at a URL of the API; ends without an error whatever happens. */
  events(url: string, query?: Readonly<Record<string, string>>): AsyncIterable<string>;
  /** The text messages of a WebSocket at a URL of the API (`http:` or `https:`); ends without an error whatever happens. */
  sockets(
    url: string,
    options?: { readonly query?: Readonly<Record<string, string>>; readonly signal?: AbortSignal },
  ): AsyncIterable<string>;
  /** Settings of this provider from the config: `region`, ... */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * What deliveries to the user's webhook are to be proven by, for a service that learns it with the submit. It is added to
   * what is sent and is no part of the intent, which is written down.
   */
  readonly webhookSecret?: string | undefined;
  /** True for a check whose `cost` is going to be written down: a service that has to be asked for it is asked only then. */
  readonly wantsCost?: boolean | undefined;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Throws a WanError with `delivery: 'not-accepted'` when the submit may no longer be sent: the durable intent is older
   * than 5 s (monotonic) or the lease is no longer ours.
   */
  confirmSend(): void;
}
