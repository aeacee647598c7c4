import type { Money } from '../providers/provider.js';
import type { RequestFields } from '../providers/request.js';
import { clipLength, effectiveResolution, extraValue } from './effective.js';
import type { Amount, ModelSpec, PriceRule } from './model.js';

/** A request, with the length of its audio where that is known: a price may depend on it. */
export interface PricedFields extends RequestFields {
  readonly audioSeconds?: number | undefined;
}

/** What one clip would cost by the catalogue. Undefined means unknown, which is never nothing. Pure. */
export function estimate(spec: ModelSpec, fields: PricedFields): Money | undefined {
  const rule = spec.price;
  if (rule.kind === 'free') return { amount: 0, currency: 'USD' };
  if (rule.kind === 'unknown') return undefined;
  const unit = amountFor(rule.amount, spec, fields);
  const units = rule.kind === 'per-clip' ? clipUnits(rule, spec, fields) : billedSeconds(rule, spec, fields);
  if (unit === undefined || units === undefined) return undefined;
  return { amount: tidy(unit * units), currency: rule.currency };
}

export interface PriceExplanation {
  /** The rule in words. */
  readonly rule: string;
  readonly source: string | null;
  /** ISO day on which the price was read. */
  readonly date: string | null;
}

/** How an estimate comes about, or why there is none. */
export function explainPrice(spec: ModelSpec): PriceExplanation {
  const rule = spec.price;
  if (rule.kind === 'free') return { rule: 'free', source: null, date: null };
  if (rule.kind === 'unknown') return { rule: `unknown: ${rule.why}`, source: null, date: null };
  return { rule: `${amountText(rule)} ${unitText(rule)}`, source: rule.source, date: rule.date };
}

type Paid = Extract<PriceRule, { kind: 'per-clip' | 'per-second' }>;
type PerClip = Extract<PriceRule, { kind: 'per-clip' }>;
type PerSecond = Extract<PriceRule, { kind: 'per-second' }>;

function amountFor(amount: Amount, spec: ModelSpec, fields: RequestFields): number | undefined {
  if (typeof amount === 'number') return amount;
  const resolution = effectiveResolution(spec, fields);
  return resolution !== undefined && Object.hasOwn(amount, resolution) ? amount[resolution] : undefined;
}

function clipUnits(rule: PerClip, spec: ModelSpec, fields: RequestFields): number | undefined {
  if (rule.frames === undefined) return 1;
  const { frames } = clipLength(spec, fields);
  return frames === undefined ? undefined : frames / rule.frames;
}

function billedSeconds(rule: PerSecond, spec: ModelSpec, fields: PricedFields): number | undefined {
  const seconds = rawSeconds(rule, spec, fields);
  return seconds === undefined ? undefined : Math.max(seconds, rule.minimumSeconds ?? 0);
}

function rawSeconds(rule: PerSecond, spec: ModelSpec, fields: PricedFields): number | undefined {
  if (rule.seconds === 'audio') return soundSeconds(spec, fields);
  const { frames, seconds } = clipLength(spec, fields);
  if (rule.seconds === 'duration') return seconds;
  return frames === undefined ? undefined : frames / rule.seconds.framesAt;
}

/**
 * Whole seconds: no service says how it bills a part of one, and a cap must hold. Unknown where `--set` names another
 * sound than the one that was measured.
 */
function soundSeconds(spec: ModelSpec, { audioSeconds, ...fields }: PricedFields): number | undefined {
  const isReplaced = extraValue(fields, spec.options.audio?.wire) !== undefined;
  return audioSeconds === undefined || isReplaced ? undefined : Math.ceil(audioSeconds - measuringError);
}

/** Seconds by which a sum of packets may miss the length. */
const measuringError = 0.001;

function amountText(rule: Paid): string {
  const [before, after] = { USD: ['$', ''], CNY: ['¥', ''], credits: ['', ' credits'] }[rule.currency];
  // Sums of prices drift by rounding.
  const tidy = (amount: number) => `${before}${Number(amount.toPrecision(12))}${after}`;
  if (typeof rule.amount === 'number') return tidy(rule.amount);
  return Object.entries(rule.amount)
    .map(([resolution, amount]) => `${tidy(amount)} at ${resolution}`)
    .join(', ');
}

function unitText(rule: Paid): string {
  if (rule.kind === 'per-clip') return rule.frames === undefined ? 'a clip' : `a clip of ${rule.frames} frames`;
  const least = rule.minimumSeconds === undefined ? '' : `, at least ${rule.minimumSeconds} s`;
  if (rule.seconds === 'audio') return `a second of audio${least}`;
  return rule.seconds === 'duration'
    ? `a second${least}`
    : `a second, counted as frames at ${rule.seconds.framesAt} a second${least}`;
}

/** Millionths are the finest that any service bills. */
function tidy(amount: number): number {
  return Math.round(amount * 1_000_000) / 1_000_000;
}
