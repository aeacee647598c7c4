import { createHash } from 'node:crypto';
import { canonicalJson } from '../json.js';

export interface SeedSource {
  /** `Manifest.name`: base name without extension; null for stdin. */
  readonly manifest: string | null;
  readonly rowIdentity: string;
  /** `identityOf` the request, or any text that is equal for equal requests. */
  readonly request: string;
  /** 0-based. */
  readonly take: number;
}

/**
 * A seed in 0..limit that the same row of the same manifest gets again on any machine, without a ledger. The manifest
 * counts by its base name: its path would change with the checkout, and its digest with every other row, and either would
 * hide the clips that were paid for.
 */
export function derivedSeed({ manifest, rowIdentity, request, take }: SeedSource, limit: number): number {
  const hash = createHash('sha256')
    .update(canonicalJson(['seed', manifest, rowIdentity, request, take]))
    .digest('hex');
  // 128 bits over at most 53: the remainder favours no seed noticeably.
  return Number(BigInt(`0x${hash.slice(0, 32)}`) % (BigInt(limit) + 1n));
}
