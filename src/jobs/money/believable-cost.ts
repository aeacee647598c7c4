import { toApproximateUsd } from '../../catalogue/exchange.js';
import type { Money, Progress } from '../../providers/provider.js';
import type { Job } from '../job.js';

/** A factor between what was estimated and what is reckoned that no price list explains. */
const farOff = 4;

/** What a verdict says of the cost. */
export type CostTold = Pick<Extract<Progress, { status: 'succeeded' }>, 'cost' | 'isReckoned'>;

/**
 * What is written down as the cost of a job. An amount that the service names is believed, however far it is from the
 * estimate: that is what one wants to know. One that is reckoned from units is not believed where the unit must be another
 * than was thought: it would settle caps, and the estimate does that better.
 */
export function believableCost({ estimate }: Pick<Job, 'estimate'>, { cost, isReckoned }: CostTold): Money | undefined {
  if (cost === undefined || isReckoned !== true || estimate === null) return cost;
  const [amount, expected] = [toApproximateUsd(cost), toApproximateUsd(estimate)];
  return amount <= expected * farOff && amount >= expected / farOff ? cost : undefined;
}
