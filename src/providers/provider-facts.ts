/** So many submits in so many milliseconds. */
export type SubmitRate = { readonly count: number; readonly perMs: number };

/** Facts as data: limits and habits of one service, each from its document in the date of the provider's file. */
export interface ProviderFacts {
  readonly title: string;
  /** Alternatives in order; every variable of one alternative must be set. Empty: no key. */
  readonly keyVariables: readonly (readonly string[])[];
  /** `scheme://host` of every API host; requests to these, and to no others, carry the key. */
  readonly apiOrigins: readonly string[];
  /** Domains, with subdomains, whose files are asked for with the key, over https, once they were refused without it. */
  readonly keyedResultDomains?: readonly string[] | undefined;
  readonly dashboard: string | undefined;
  /** How media may be handed over, best first. */
  readonly takes: readonly ('bucket' | 'upload' | 'data-uri' | 'path')[];
  /** Largest data URI in bytes of the encoded text. */
  readonly dataUriLimit: number;
  /** True where an uploaded file can be read by the one model that it was uploaded for. */
  readonly uploadsForOneModel?: true;
  /** How long a result is kept, ms; null where no document says. */
  readonly resultLifetimeMs: number | null;
  /** How long a submitted id stays valid, ms; null where no document says. */
  readonly taskLifetimeMs: number | null;
  /** How far back `findSubmitted` sees inputs, ms; 0: there is no list. */
  readonly reconcileWindowMs: number;
  /** Not in the list this long after the submit means not accepted (longest queue plus run unless the document says that queued jobs are listed at once). */
  readonly absentAfterMs: number;
  /** Whether a failed render costs nothing; only `true` releases a reservation. */
  readonly failuresFree: boolean;
  /** Jobs at once and submits a minute on the lowest tier; null where none is published. */
  readonly concurrency: number | null;
  readonly submitsPerMinute: number | null;
  /** The same limit as the document counts it, where a minute is too coarse: 20 in 10 s. */
  readonly submitRate?: SubmitRate | undefined;
  /** What a 429 falls back to where the document names a lower limit for some accounts. */
  readonly throttledRate?: SubmitRate | undefined;
  /** True when rendering needs ffmpeg on this machine. */
  readonly needsFfmpeg: boolean;
  /** Whether it has a webhook of its own. */
  readonly webhook: boolean;
  /** True where its document takes https addresses only as webhooks. */
  readonly webhookNeedsHttps?: true;
  /** The longest that a submit may take before its outcome is unknown, ms. */
  readonly submitDeadlineMs: number;
}
