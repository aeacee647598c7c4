import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { gifWithXmp, webpWithXmp } from '../../../../src/media/image/image-xmp.js';

const packet = '<?xpacket begin=""?><x/><?xpacket end="r"?>';
const two = () =>
  sharp({ create: { width: 8, height: 16, channels: 3, background: '#c00', pageHeight: 8 } }).composite([
    { input: { create: { width: 8, height: 8, channels: 3, background: '#00c' } }, top: 8, left: 0 },
  ]);

describe('a packet in an image', () => {
  it.each([packet, `${packet} `])('is found by readers of WebP, whether its length is even or odd', async (text) => {
    const animated = await two()
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    const marked = webpWithXmp(animated, text);
    const { xmp, pages, width } = await sharp(marked, { animated: true }).metadata();
    expect([xmp?.toString(), pages, width]).toEqual([text, 2, 8]);
    expect(marked.readUInt32LE(4)).toBe(marked.length - 8);
  });

  it('leaves a simple WebP as it is', async () => {
    const simple = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c00' } })
      .webp()
      .toBuffer();
    expect(webpWithXmp(simple, packet)).toBe(simple);
  });

  it('stands before the end of a GIF, which still shows its pictures', async () => {
    const gif = await two()
      .gif({ delay: [100, 100] })
      .toBuffer();
    const marked = gifWithXmp(gif, packet);
    expect([marked.includes(`XMP DataXMP${packet}`), marked.at(-1)]).toEqual([true, 0x3b]);
    const pictures = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer();
    expect(await pictures(marked)).toEqual(await pictures(gif));
  });
});
