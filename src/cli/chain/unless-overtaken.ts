import { WanError } from '../../errors.js';

/** Each time, another process has written down what was planned here; it does so once for each of its films. */
const mostOvertakings = 5;

/**
 * Plans and makes. Where another process writes the same shots down between the plan and the ledger, nothing was sent, and
 * the plan is made once more with what is there by then.
 */
export async function unlessOvertaken<T>(make: () => Promise<T>): Promise<T> {
  for (let left = mostOvertakings; ; left -= 1) {
    try {
      return await make();
    } catch (error) {
      if (left === 0 || !(error instanceof WanError) || error.code !== 'plan.changed') throw error;
    }
  }
}
