import { WanError } from '../../../src/errors.js';

/** The WanError that a call throws; anything else fails the test. */
export function errorOf(call: () => unknown): WanError {
  try {
    call();
  } catch (error) {
    if (error instanceof WanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
