import type { Runtime } from '../../runtime.js';
import { type CommandEntry, commandTable, findCommand } from '../command-table.js';
import { type Candidate, type Completion, nothing, oneOf, plain } from './candidate.js';
import { type FlagOutline, type Outline, readOutline } from './outline.js';
import { operands, type ValueKind } from './value-kinds.js';
import { type Surroundings, valuesOf } from './values.js';

/** What may stand at the end of a line: `words` are whole and follow `wan`, `typed` is the one at the cursor. */
export async function complete(
  { words, typed }: { readonly words: readonly string[]; readonly typed: string },
  runtime: Runtime,
): Promise<Completion> {
  const at = words.findIndex((word) => !word.startsWith('-'));
  if (at < 0) return oneOf(typed.startsWith('-') ? rootFlags : commandNames());
  const entry = findCommand(words[at]);
  if (entry === undefined) return nothing;
  const given = words.filter((_, index) => index !== at);
  const outline = await readOutline(runtime);
  const place = findPlace(given, flagsOf(entry, given, outline));
  const surroundings = { runtime, outline, provider: place.provider };
  if (place.valueOf !== undefined) return values(place.valueOf.value, { ...surroundings, typed });
  if (typed.startsWith('-') && !place.isPastFlags) return flagOrItsValue(typed, { place, surroundings });
  return values(operandKind(entry, place.operands), { ...surroundings, typed });
}

const rootFlags: readonly Candidate[] = [
  { value: '--help', description: 'examples and commands' },
  { value: '--version', description: 'the version' },
];

function commandNames(): Candidate[] {
  return commandTable.flatMap(({ name, alias, summary }) =>
    [name, ...(alias === undefined ? [] : [alias])].map((value) => ({ value, description: summary })),
  );
}

/** The flags of a command; of one that wraps another one, those of both. */
function flagsOf(entry: CommandEntry, given: readonly string[], { flags }: Outline): readonly FlagOutline[] {
  const own = flags[entry.name] ?? [];
  if (operands[entry.name]?.each[0] !== 'wrapped-command') return own;
  const wrapped = findCommand(given.find((word) => !word.startsWith('-')));
  return wrapped === undefined ? own : (flags[wrapped.name] ?? []);
}

interface Place {
  readonly flags: readonly FlagOutline[];
  readonly operands: readonly string[];
  /** The flag whose value is at the cursor. */
  readonly valueOf: FlagOutline | undefined;
  readonly isPastFlags: boolean;
  readonly provider: string | undefined;
}

function findPlace(given: readonly string[], flags: readonly FlagOutline[]): Place {
  const found: string[] = [];
  let waiting: FlagOutline | undefined;
  let isPastFlags = false;
  let provider: string | undefined;
  for (const word of given) {
    if (waiting !== undefined) {
      if (waiting.long === '--provider') provider = word;
      waiting = undefined;
    } else if (isPastFlags || !word.startsWith('-') || word === '-') found.push(word);
    else if (word === '--') isPastFlags = true;
    else if (word.startsWith('--provider=')) provider = word.slice('--provider='.length);
    else waiting = flags.find(({ takesValue, long, short }) => takesValue && (long === word || short === word));
  }
  return { flags, operands: found, valueOf: waiting, isPastFlags, provider };
}

async function flagOrItsValue(
  typed: string,
  { place, surroundings }: { place: Place; surroundings: Omit<Surroundings, 'typed'> },
): Promise<Completion> {
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (name === undefined || value === undefined) return oneOf(flagNames(place.flags, typed));
  const flag = place.flags.find(({ long, takesValue }) => long === name && takesValue);
  if (flag === undefined) return nothing;
  const { candidates, files } = await values(flag.value, { ...surroundings, typed: value });
  return { candidates: candidates.map((each) => ({ ...each, value: `${name}=${each.value}` })), files };
}

/** Long names; the short ones too where only a dash was typed. */
function flagNames(flags: readonly FlagOutline[], typed: string): Candidate[] {
  return flags.flatMap(({ long, short, description }) => {
    const names = typed === '-' && short !== null ? [long, short] : [long];
    return names.map((value) => ({ value, description }));
  });
}

function operandKind(entry: CommandEntry, found: readonly string[]): ValueKind | readonly string[] {
  const { each, lastRepeats } = operands[entry.name] ?? { each: [] };
  const at = lastRepeats === true ? Math.min(found.length, each.length - 1) : found.length;
  return each[at] ?? 'free';
}

async function values(kind: ValueKind | readonly string[], surroundings: Surroundings): Promise<Completion> {
  return typeof kind === 'string' ? valuesOf(kind, surroundings) : oneOf(plain(kind));
}
