/** Frames per second as a fraction, since 23.976 is 24000/1001. */
export interface FrameRate {
  readonly num: number;
  readonly den: number;
}

export function parseRate(text: string): FrameRate | undefined {
  const [num = Number.NaN, den = 1] = text.split('/').map(Number);
  if (!Number.isFinite(num) || !Number.isFinite(den) || num <= 0 || den <= 0) return undefined;
  return Number.isInteger(num) && Number.isInteger(den) ? { num, den } : fromNumber(num / den);
}

/** The fraction that a decimal such as 23.976 or 29.97 stands for. */
export function fromNumber(fps: number): FrameRate {
  const whole = Math.round(fps);
  if (Math.abs(fps - whole) < 0.001) return { num: whole, den: 1 };
  const ntsc = Math.round((fps * 1001) / 1000);
  if (Math.abs(fps - (ntsc * 1000) / 1001) < 0.005) return { num: ntsc * 1000, den: 1001 };
  return { num: Math.round(fps * 1000), den: 1000 };
}

export function perSecond({ num, den }: FrameRate): number {
  return num / den;
}

export function sameRate(one: FrameRate, other: FrameRate): boolean {
  return one.num * other.den === other.num * one.den;
}

/**
 * The rate of pictures that are this many seconds apart, in the order in which they are shown; `named` is what the file
 * itself claims and stands where the times agree with it.
 */
export function rateOfDeltas(
  deltas: readonly number[],
  named: FrameRate | undefined,
): { readonly rate: FrameRate; readonly isConstant: boolean } {
  const middle = [...deltas].sort((a, b) => a - b)[Math.floor(deltas.length / 2)];
  if (middle === undefined || middle <= 0) return { rate: named ?? { num: 16, den: 1 }, isConstant: true };
  // Matroska counts in milliseconds, so equal frames differ by up to one.
  const isConstant = deltas.every((delta) => Math.abs(delta - middle) <= 0.0011);
  const mean = deltas.reduce((sum, delta) => sum + delta, 0) / deltas.length;
  const measured = 1 / (isConstant ? mean : middle);
  const isNamed = named !== undefined && Math.abs(perSecond(named) / measured - 1) < 0.01;
  return { rate: isNamed ? named : fromNumber(isConstant ? measured : Math.round(measured)), isConstant };
}
