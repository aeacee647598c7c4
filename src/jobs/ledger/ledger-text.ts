import type { z } from 'zod';
import { WanError } from '../../errors.js';

/**
 * A JSON text out of the ledger.
 *
 * @throws WanError `local.ledger` for one that the program did not write: a damaged disk, or somebody's hand
 */
export function readLedgerText<T>(text: unknown, { schema, what }: { schema: z.ZodType<T>; what: string }): T {
  try {
    return schema.parse(JSON.parse(String(text)));
  } catch (cause) {
    throw new WanError('local.ledger', `the ledger is damaged: ${what} can't be read`, {
      hint: 'keep a copy of the state directory; rows of a batch are taken back with: wan adopt <provider> --since 24h --manifest rows.csv; other jobs without --manifest',
      cause,
    });
  }
}
