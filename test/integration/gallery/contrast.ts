import type { Page } from 'playwright-core';

export interface Contrast {
  readonly text: string;
  readonly colour: string;
  readonly ground: string;
  readonly ratio: number;
}

/** The contrast of every text that shows with what lies behind it, as WCAG 2 counts it. */
export function contrasts(page: Page): Promise<Contrast[]> {
  return page.evaluate<Contrast[]>(script);
}

/** Runs in the page: walks from each text up to the first ground that is not transparent. */
const script = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => [red, green, blue]
    .map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      const [, , , opacity = 1] = channels(colour);
      if (opacity === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  return texts
    .filter(({ data, parentElement }) => data.trim() !== '' && parentElement.checkVisibility() && parentElement.tagName !== 'SCRIPT')
    .map(({ data, parentElement }) => {
      const [colour, ground] = [getComputedStyle(parentElement).color, groundOf(parentElement)];
      const [darker, lighter] = [luminance(channels(colour)), luminance(channels(ground))].sort((a, b) => a - b);
      return { text: data.trim().slice(0, 40), colour, ground, ratio: (lighter + 0.05) / (darker + 0.05) };
    });
})()`;
