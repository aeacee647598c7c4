import { jobIdOf } from '../../jobs/plan/clip-job.js';
import type { PlannedClip } from '../../jobs/plan/plan-run.js';

/** What must be known of a clip that is written down. */
export interface ClipUnderWay {
  readonly id: string;
  readonly kind: PlannedClip['decision']['kind'];
  readonly isNew: boolean;
  readonly isNamed: boolean;
  readonly overwrite: boolean;
  readonly output: string;
  readonly row: number | null;
  /** Kept where another provider may take over. */
  readonly plan: PlannedClip | null;
}

export function toClipUnderWay(clip: PlannedClip): ClipUnderWay {
  const { decision, output, request } = clip;
  return {
    id: jobIdOf(clip),
    kind: decision.kind,
    isNew: decision.kind === 'new',
    isNamed: request.isNamed,
    overwrite: request.overwrite,
    output,
    row: request.row,
    plan: request.fallbacks.length === 0 ? null : clip,
  };
}
