import type { JsonValue } from '../../../src/json.js';

/** What a request is about; faults are set by it. */
export type OperationKind =
  | 'submit'
  | 'status'
  | 'result'
  | 'upload'
  | 'list'
  | 'cancel'
  | 'download'
  | 'quote'
  | 'cost'
  | 'schema'
  | 'balance';

/** Faults of the wire, which the kit plays by itself, whatever the service. */
export type WireFault =
  /** The request is processed in full (a job is accepted and counted); then the socket is destroyed. */
  | { readonly kind: 'answer-lost' }
  /** The socket is destroyed before anything is processed. */
  | { readonly kind: 'lost-before' }
  | { readonly kind: 'redirect'; readonly location?: string; readonly status?: number }
  /** An answer without processing. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: JsonValue;
    }
  /** Processed in full, but this status is what comes back. */
  | { readonly kind: 'http-after-acceptance'; readonly status: number; readonly body?: JsonValue }
  /** 429, with `Retry-After` in seconds if given. */
  | { readonly kind: 'throttle'; readonly retryAfter?: number }
  /** An HTML page instead of an answer, without processing; 200 unless said otherwise. */
  | { readonly kind: 'html'; readonly status?: number }
  /** Processed in full; half of the JSON text comes back, as a complete HTTP answer. */
  | { readonly kind: 'truncated' }
  /** Processed in full, answered after real milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Processed in full, answered once this is fulfilled. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  /** Processed in full, never answered. */
  | { readonly kind: 'hang' };

/** How a job ends; set with `on: 'submit'` for the job accepted next, or with `on: 'status' | 'result'` for the job asked about. */
export type JobOutcome =
  | { readonly kind: 'task-failed'; readonly message?: string; readonly type?: string; readonly status?: number }
  | { readonly kind: 'moderated-at-result' }
  | { readonly kind: 'result-expired' };

/** Faults that each service words for itself. */
export type ServiceFault =
  | JobOutcome
  | { readonly kind: 'unknown-status-word'; readonly word?: string }
  | { readonly kind: 'moderated-at-submit' }
  | { readonly kind: 'no-credit' }
  /** A job is not listed in its first `ms` of the simulator's time, or for the first `polls` list requests after it. */
  | { readonly kind: 'list-lags'; readonly ms?: number; readonly polls?: number }
  /** Pages of this size, whatever is asked for. */
  | { readonly kind: 'list-pages'; readonly size: number }
  /** The next accepted submit makes this many equal jobs. */
  | { readonly kind: 'duplicate-jobs'; readonly count: number };

export type DownloadFault = {
  readonly kind: 'download';
  readonly how: '404' | 'html' | 'short' | 'cut-once' | 'redirect-other-host' | 'gone';
};

export type Fault = WireFault | ServiceFault | DownloadFault;

export interface FaultRule {
  readonly on: OperationKind;
  readonly how: Fault;
  /** How many requests it meets: 1, but all of them for `list-lags` and `list-pages`, when left out. */
  readonly times?: number;
}

/** The faults that meet one request: at most one of the wire, any number of the service's. */
export interface Struck {
  readonly wire: WireFault | undefined;
  readonly download: DownloadFault | undefined;
  readonly service: readonly ServiceFault[];
}

export interface Faults {
  add(rule: FaultRule): void;
  /** The faults for one request of this kind, used up by it. */
  strike(operation: OperationKind): Struck;
  clear(): void;
}

const wireKinds = new Set<string>([
  'answer-lost',
  'lost-before',
  'redirect',
  'http',
  'http-after-acceptance',
  'throttle',
  'html',
  'truncated',
  'slow',
  'held',
  'hang',
] satisfies WireFault['kind'][]);

export function createFaults(): Faults {
  let rules: { readonly on: OperationKind; readonly how: Fault; left: number }[] = [];

  const strike = (operation: OperationKind): Struck => {
    const service: ServiceFault[] = [];
    let wire: WireFault | undefined;
    let download: DownloadFault | undefined;
    for (const rule of rules.filter(({ on }) => on === operation)) {
      const { how } = rule;
      if (isWire(how)) {
        if (wire !== undefined) continue;
        wire = how;
      } else if (how.kind === 'download') {
        if (download !== undefined) continue;
        download = how;
      } else {
        service.push(how);
      }
      rule.left -= 1;
    }
    rules = rules.filter(({ left }) => left > 0);
    return { wire, download, service };
  };

  return {
    add: ({ on, how, times }) => {
      rules.push({ on, how, left: times ?? (how.kind === 'list-lags' || how.kind === 'list-pages' ? Infinity : 1) });
    },
    strike,
    clear: () => {
      rules = [];
    },
  };
}

export function isOutcome(fault: ServiceFault): fault is JobOutcome {
  return fault.kind === 'task-failed' || fault.kind === 'moderated-at-result' || fault.kind === 'result-expired';
}

function isWire(fault: Fault): fault is WireFault {
  return wireKinds.has(fault.kind);
}
