/** A word that may stand at the cursor. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether a file of this machine may stand there; the shell knows those better. */
  readonly files: boolean;
}

export const nothing: Completion = { candidates: [], files: false };
export const aFile: Completion = { candidates: [], files: true };

export function oneOf(candidates: readonly Candidate[]): Completion {
  return { candidates, files: false };
}

export function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: '' }));
}
