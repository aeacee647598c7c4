/** How many bytes from the start `textKind` needs. */
export const sniffedBytes = 512;

/**
 * `HTML`, `XML` or `JSON` when the first bytes of a file can be nothing else, undefined for everything that may be a
 * video. Headers don't count: error pages come as video/mp4, and clips as text/plain.
 */
export function textKind(head: Uint8Array): 'HTML' | 'XML' | 'JSON' | 'text' | undefined {
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return undefined;
  const text = new TextDecoder().decode(head).trimStart();
  if (/^<(!doctype html|html|head|body|title|h1|!--)/i.test(text)) return 'HTML';
  if (text.startsWith('<')) return 'XML';
  // Every video container holds a byte below 0x20 within its first 16; a file without any is words.
  return /^[[{"]/.test(text) ? 'JSON' : 'text';
}
