import type { ProviderId, RequestFields } from '../../providers/request.js';
import type { AskedFields } from './resolve-request.js';

/** One request as it was asked for. */
export interface Asked extends AskedFields {
  readonly count: number;
  readonly overwrite: boolean;
  /** Providers that may take over, in order, where one certainly did not take the job. */
  readonly fallback: readonly ProviderId[];
  /** Where the request comes from a manifest or storyboard. */
  readonly place?: AskedPlace | undefined;
}

export interface AskedPlace {
  /** 1-based row or shot. */
  readonly row: number;
  /** Tells equal rows apart; null where equal content is the same clip. */
  readonly identity: string | null;
  readonly columns: Readonly<Record<string, string>>;
  /** Template of its own. */
  readonly output: string | undefined;
  /** Whether the user gave that template, so that a reused clip is copied there. */
  readonly isNamed: boolean;
  readonly shot: number | null;
  /** Files that a job still to come will make, by role: `last frame of j_…`. */
  readonly chained: Readonly<Record<string, string>>;
  /** Draws the same seed for the same row; without it a seed is random. */
  readonly drawSeed?: (request: RequestFields, take: number, limit: number) => number;
}
