import type { ClipRequest } from '../../jobs/plan/plan-run.js';
import { maxSeed, type RequestFields } from '../../providers/request.js';
import type { Session } from '../session.js';
import type { Asked } from './asked.js';

/** The part of a session that draws. */
interface Chance {
  readonly runtime: Pick<Session['runtime'], 'random'>;
}

export interface Drawing {
  readonly asked: Pick<Asked, 'count' | 'place'>;
  readonly fields: RequestFields;
  /** The largest seed that the model takes; null when it takes none. */
  readonly limit: number | null;
}

/**
 * The function that draws the seeds of one request's takes. What a row draws is drawn now, so that its plan holds numbers
 * and not the row.
 */
export function drawerOf(session: Chance, { asked, fields, limit }: Drawing): ClipRequest['drawSeed'] {
  const draw = asked.place?.drawSeed;
  if (limit === null || fields.seed !== undefined || draw === undefined) return randomly(session);
  return amongThese(Array.from({ length: asked.count }, (_, take) => draw(fields, take, limit)));
}

function randomly({ runtime }: Chance): ClipRequest['drawSeed'] {
  return () => Math.floor(runtime.random() * maxSeed);
}

function amongThese(seeds: readonly number[]): ClipRequest['drawSeed'] {
  return (take) => seeds[take] ?? 0;
}
