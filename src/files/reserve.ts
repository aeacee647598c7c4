import { basename, dirname } from 'node:path';
import { WanError } from '../errors.js';
import { withoutVideoExtension } from './clip-check.js';
import { foldName, isTooLong, maxNameBytes } from './file-name.js';
import { partNotePath, partPath } from './part.js';

/** A clip and the absolute path that it is to have. */
export interface WantedOutput {
  readonly job: string;
  readonly path: string;
  /** Whether the user allows a file of this name to be replaced (`--overwrite`). */
  readonly overwrite: boolean;
  /** Whether the clip has that name already, so that it needs none; no other clip may take it. */
  readonly isKept?: boolean | undefined;
}

/** What the disk and the ledger say, as far as this check needs it. */
export interface OutputFacts {
  kindOf(path: string): 'missing' | 'file' | 'directory' | 'other';
  /** Whether this directory takes `A.mp4` and `a.mp4` for one name. */
  foldsCase(directory: string): boolean;
  /** Why this system would not keep a file under that name; undefined when it would. */
  nameFault?(path: string): string | undefined;
  /** The job that owns this path: one that is still to write there, or the one that wrote the file that is there. */
  reservedBy(path: string): string | undefined;
}

/**
 * Checks, before anything is paid, that each clip can have its name: no two of them share one, no other job has it, and
 * no foreign file is there unless it may be replaced. Two jobs never share a name, not even with `overwrite`, since one
 * paid clip would replace the other; nor may their names differ only by the extension, which follows what comes.
 *
 * @throws WanError `output.conflict`, `output.invalid`, for the first output that fails
 */
export function checkOutputs(outputs: readonly WantedOutput[], facts: OutputFacts): void {
  const taken = new Map<string, WantedOutput[]>();
  const foldsCase = asOnce(facts.foldsCase);
  for (const output of outputs) {
    const key = foldName(withoutVideoExtension(output.path));
    const others = taken.get(key) ?? [];
    const other = others.find((each) => meets(each, output, foldsCase));
    if (other !== undefined) throw oneName(other, output);
    taken.set(key, [...others, output]);
    if (output.isKept !== true) checkOutput(output, facts);
  }
}

/** Whether one of two clips would take the place of the other; names that only differ by case are reserved as one. */
function meets(a: WantedOutput, b: WantedOutput, foldsCase: OutputFacts['foldsCase']): boolean {
  if (a.job === b.job || (a.isKept === true && b.isKept === true)) return false;
  if (a.isKept !== true && b.isKept !== true) return true;
  return withoutVideoExtension(a.path) === withoutVideoExtension(b.path) || foldsCase(dirname(b.path));
}

function oneName({ path: a }: WantedOutput, { path: b }: WantedOutput): WanError {
  if (a === b) {
    const hint = 'add {id}, {seed}, {index} or of a manifest {row.id} to --output';
    return conflict(`two clips would be ${b}`, hint);
  }
  const isCase = foldName(a) === foldName(b);
  return conflict(
    `two clips would be ${a} and ${basename(b)}, which differ only by the ${isCase ? 'case of letters' : 'extension'}`,
    isCase
      ? 'name them apart: many systems take both for one'
      : 'name them apart: a clip gets the extension of what comes',
  );
}

/** The answers of a question about a directory, which most clips share. */
function asOnce(question: (directory: string) => boolean): (directory: string) => boolean {
  const answers = new Map<string, boolean>();
  return (directory) => {
    const answer = answers.get(directory) ?? question(directory);
    answers.set(directory, answer);
    return answer;
  };
}

function checkOutput({ job, path, overwrite }: WantedOutput, facts: OutputFacts): void {
  const owner = facts.reservedBy(path);
  if (owner === job) return;
  checkName(path, facts);
  const kind = facts.kindOf(path);
  if (kind === 'directory' || kind === 'other') {
    throw new WanError('output.invalid', `${path} is ${kind === 'other' ? 'not a regular file' : 'a directory'}`, {
      hint: 'name a file with --output',
    });
  }
  if (owner !== undefined && kind === 'missing') {
    throw conflict(
      `${path} is to be the clip of ${owner}`,
      `wan resume ${owner} fetches it; or choose another --output`,
    );
  }
  if (kind === 'file' && !overwrite) {
    throw conflict(`${path} exists`, '--overwrite replaces it; or choose another --output');
  }
  if (isForeignPart(path, facts) && !overwrite) {
    throw conflict(`${partPath(path)} exists`, 'another program may be writing it; choose another --output');
  }
}

/**
 * Checks that a file can have this name at all, with what is written beside it until it is whole.
 *
 * @throws WanError `output.invalid`
 */
export function checkName(path: string, { nameFault }: Pick<OutputFacts, 'nameFault'>): void {
  const fault = isTooLong(basename(path)) ? `the name is longer than ${maxNameBytes} bytes` : nameFault?.(path);
  if (fault === undefined) return;
  throw new WanError('output.invalid', `${path}: ${fault}`, { hint: 'choose another name with --output' });
}

function isForeignPart(path: string, facts: OutputFacts): boolean {
  return facts.kindOf(partPath(path)) !== 'missing' && facts.kindOf(partNotePath(path)) === 'missing';
}

function conflict(message: string, hint: string): WanError {
  return new WanError('output.conflict', message, { hint });
}

/**
 * The same path with the letters of one name in the other case, to ask a file system whether it takes both for one:
 * the last name that has letters. Undefined without any.
 */
export function otherCase(path: string): string | undefined {
  for (let current = path; ; current = dirname(current)) {
    const name = basename(current);
    const other = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
    const before = current.slice(0, current.length - name.length);
    if (other !== name) return `${before}${other}${path.slice(current.length)}`;
    if (dirname(current) === current) return undefined;
  }
}
