/** A box within another one, by its place in the same bytes. */
export interface ChildBox {
  readonly type: string;
  /** Where its content begins, and where the next box does. */
  readonly body: number;
  readonly next: number;
}

/**
 * The boxes in a range of bytes. Pure.
 *
 * @throws Error when one of them does not fit
 */
export function childBoxes(bytes: Buffer, start: number, end: number): ChildBox[] {
  const found: ChildBox[] = [];
  // QuickTime may close a list with four zero bytes.
  for (let at = start; at + 8 <= end; ) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > end) throw new Error('its index is damaged');
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), body: at + 8, next: at + size });
    at += size;
  }
  return found;
}
