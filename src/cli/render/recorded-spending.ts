import { z } from 'zod';
import type { RecordedCap, SpendingLimits } from '../../config/limits.js';
import type { Run } from '../../jobs/job.js';
import type { JsonObject } from '../../json.js';

const spending = z.object({
  allowUnknownPrice: z.boolean().catch(false),
  /** USD; the cap that would have held without `--max-cost`. */
  setAside: z.number().optional().catch(undefined),
});

/** What a run was allowed besides its cap, as its settings keep it for when it is resumed. */
export function recordSpending(limits: SpendingLimits, allowUnknownPrice: boolean): JsonObject {
  const { setAside } = limits;
  return { spending: { allowUnknownPrice, ...(setAside === undefined ? {} : { setAside }) } };
}

/** The cap of a run that is resumed, and what else it was allowed; a run of an older wan was allowed nothing more. */
export function recordedSpending({ id, maxCost, settings }: Run): {
  readonly recordedCap: RecordedCap;
  readonly allowUnknownPrice: boolean;
} {
  const { allowUnknownPrice, setAside } = spending.parse(settings.spending ?? {});
  return { recordedCap: { value: maxCost, origin: id, setAside }, allowUnknownPrice };
}
