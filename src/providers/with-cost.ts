import type { Call, Money, Progress } from './provider.js';

/** For the request of `readCost`, ms: the verdict on a job waits no longer for what it cost. */
export const costDeadlineMs = 3_000;

/**
 * A success with what it cost, where that is another question to the service. Other states are passed on as they are, and
 * so is a success whose cost nobody wants or that can't be had: it is worth no error and no long wait.
 */
export async function withCost(
  progress: Progress,
  call: Call,
  readCost: () => Promise<Money | undefined>,
): Promise<Progress> {
  if (progress.status !== 'succeeded' || call.wantsCost !== true) return progress;
  const cost = await readCost().catch(() => undefined);
  return cost === undefined ? progress : { ...progress, cost };
}
