import { stripControls } from '../errors.js';
import { loadSharp } from './image/load-sharp.js';

/** One line of text in a box of a picture, in pixels. */
export interface Caption {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A transparent PNG that holds nothing but these captions. The text is data: no filter graph ever sees it. */
export async function drawCaptions(
  captions: readonly Caption[],
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return await sharp(Buffer.from(captionsSvg(captions, size)))
    .png()
    .toBuffer();
}

/** Each text is cut off at its own box. Pure. */
export function captionsSvg(
  captions: readonly Caption[],
  { width, height }: { width: number; height: number },
): string {
  const boxes = captions.map((caption) => {
    const fontSize = Math.round(caption.height * 0.62);
    const text = shorten(caption.text, Math.floor(caption.width / (fontSize * 0.62)));
    return [
      `<svg x="${caption.left}" y="${caption.top}" width="${caption.width}" height="${caption.height}">`,
      `<text x="${Math.round(fontSize * 0.5)}" y="${Math.round(caption.height * 0.72)}" font-size="${fontSize}"`,
      ` font-family="DejaVu Sans, Noto Sans, Arial, sans-serif" fill="#fff" stroke="#000"`,
      ` stroke-width="${Math.max(1, fontSize / 8)}" stroke-linejoin="round" paint-order="stroke">${escapeXml(text)}</text></svg>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${boxes.join('')}</svg>`;
}

/** The end of a name often tells more than its middle. */
function shorten(text: string, most: number): string {
  const letters = [...stripControls(text.replaceAll(/\s+/g, ' ')).trim()];
  if (letters.length <= most) return letters.join('');
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, Math.max(1, most - 1 - tail)).join('')}…${tail === 0 ? '' : letters.slice(-tail).join('')}`;
}

/** Besides markup, what XML 1.0 has no place for: lone surrogates and the two last code points. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
