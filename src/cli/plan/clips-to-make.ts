import type { ClipRequest, PlanContext, PlannedClip } from '../../jobs/plan/plan-run.js';
import type { JsonObject } from '../../json.js';
import type { RunFlags } from '../request/run-flags.js';
import type { CommandContext } from '../run-command.js';
import type { Workshop } from '../workshop.js';

/** Clips that were checked, priced and compared with the ledger, so that only the cost is to be agreed on. */
export interface ClipsToMake {
  readonly workshop: Workshop;
  readonly context: PlanContext;
  readonly requests: readonly ClipRequest[];
  readonly clips: readonly PlannedClip[];
  /** Every preset file that took part. */
  readonly presetFiles: readonly string[];
}

export interface MakeClips {
  readonly run: string;
  readonly command: string;
  readonly flags: RunFlags;
  /** `estimate` and `plan` stop before anything is sent. */
  readonly purpose: CommandContext['purpose'];
  /** What a resumed run, or a page of results, needs to know of it; with `film` the clips are joined. */
  readonly settings?: JsonObject | undefined;
  /** Files that the plan was made from besides the pictures, with their SHA-256. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
}
