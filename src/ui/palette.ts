import type { OutputStream } from '../runtime.js';

/** Colours by meaning; each function gives its text back unchanged when colour is off. */
export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly accent: Paint;
  readonly faint: Paint;
}

export type Paint = (text: string) => string;

export const plainPalette: Palette = { good: same, bad: same, warning: same, accent: same, faint: same };

/** The sixteen basic colours, which every terminal theme keeps readable. */
export async function loadPalette(colour: boolean): Promise<Palette> {
  if (!colour) return plainPalette;
  const { Chalk } = await import('chalk');
  const { green, red, yellow, cyan, dim } = new Chalk({ level: 1 });
  return { good: green, bad: red, warning: yellow, accent: cyan, faint: dim };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether to colour what goes to this stream. A flag decides; else FORCE_COLOR, then NO_COLOR, as Node does; else only
 * a terminal that is neither dumb nor a CI log is coloured.
 */
export function wantsColour(stream: OutputStream, env: Environment, flag?: boolean): boolean {
  if (flag !== undefined) return flag;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (isSet(env.NO_COLOR)) return false;
  return isInteractive(stream, env);
}

/** Whether lines on this stream may be redrawn: a terminal that can, with someone watching. */
export function isInteractive(stream: OutputStream, env: Environment): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && !isCi(env.CI);
}

function isCi(value: string | undefined): boolean {
  return isSet(value) && value !== 'false' && value !== '0';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function same(text: string): string {
  return text;
}
