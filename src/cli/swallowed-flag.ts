import type { Command, Option } from 'commander';
import { WanError } from '../errors.js';

/**
 * Refuses a flag that would become the value of the one before it, as `--provider $NAME --json` where the variable is
 * empty: neither would do what was meant.
 *
 * @throws WanError `usage.invalid`
 */
export function refuseSwallowedFlag(command: Command, words: readonly string[]): void {
  const options = [command, ...command.commands].flatMap((each) => each.options);
  const isFlag = (word: string) => options.some((option) => isNamed(option, word));
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  for (let index = 0; index < own.length - 1; index += 1) {
    const word = own[index] ?? '';
    const value = own[index + 1] ?? '';
    if (!options.some((option) => option.required && isNamed(option, word))) continue;
    if (isFlag(value)) throw swallowed(word, value);
    index += 1;
  }
}

function isNamed({ short, long }: Option, word: string): boolean {
  return word === short || word === long;
}

function swallowed(flag: string, value: string): WanError {
  return new WanError('usage.invalid', `${flag} has no value: ${value} follows it`, {
    hint: flag.startsWith('--') ? `if that is the value, write ${flag}=${value}` : `give ${flag} a value`,
  });
}
