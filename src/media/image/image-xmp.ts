/** A GIF with an XMP packet, as an application extension before its end (XMP Specification Part 3). Pure. */
export function gifWithXmp(gif: Buffer, packet: string): Buffer {
  const end = gif.lastIndexOf(0x3b);
  const head = Buffer.concat([Buffer.from([0x21, 0xff, 0x0b]), Buffer.from('XMP DataXMP')]);
  return Buffer.concat([gif.subarray(0, end), head, Buffer.from(packet), gifTrailer, gif.subarray(end)]);
}

/** An extended WebP with an XMP packet as its last chunk; a simple one, which has no place for it, as it is. Pure. */
export function webpWithXmp(webp: Buffer, packet: string): Buffer {
  if (webp.toString('latin1', 12, 16) !== 'VP8X') return webp;
  const text = Buffer.from(packet);
  const chunk = Buffer.concat([Buffer.from('XMP '), uint32(text.length), text, Buffer.alloc(text.length % 2)]);
  const marked = Buffer.concat([webp, chunk]);
  marked.writeUInt32LE(marked.length - 8, 4);
  // The flag that an XMP chunk is there.
  marked.writeUInt8(marked.readUInt8(20) | 0x04, 20);
  return marked;
}

/** Leads a reader that takes the packet for blocks of data to its end, wherever it comes out of the text. */
const gifTrailer = Buffer.from([1, ...Array.from({ length: 256 }, (_, index) => 255 - index), 0]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
