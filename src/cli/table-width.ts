import { columnsOf } from '../ui/width.js';
import type { Session } from './session.js';

/** Columns of the terminal on stdout; null when it is not one, for tab-separated tables. */
export function tableWidth({ runtime: { stdout } }: Session): number | null {
  return stdout.isTTY === true ? columnsOf(stdout) : null;
}
