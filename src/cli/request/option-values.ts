import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../config/duration.js';

/** Parsers of flag values; what they throw becomes one line of usage error. */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 up is needed.');
  return value;
}

/** As many takes of one request as anyone can mean: each is planned, named and shown before the first is paid. */
const mostTakes = 10_000;

/** How many takes of one request. */
export function parseTakes(text: string): number {
  const value = parsePositive(text);
  if (value > mostTakes) throw new InvalidArgumentError(`at most ${mostTakes} takes of one request can be asked for.`);
  return value;
}

export function parseNumber(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('a number is needed.');
  return value;
}

/** Dollars, zero or more. */
export function parseDollars(text: string): number {
  const value = parseNumber(text.replace(/^\$/, ''));
  if (value < 0) throw new InvalidArgumentError('an amount in dollars is needed, 0 or more.');
  return value;
}

/** Milliseconds from `30s`, `15m`, `2h`, `2d`. */
export function parseSince(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('a time such as 30m, 12h or 2d is needed.');
  return ms;
}

/** Adds to the values of a repeatable flag. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
