import { readFileSync } from 'node:fs';
import type { Runtime } from '../../runtime.js';
import type { Candidate } from './candidate.js';
import type { ValueKind } from './value-kinds.js';

export interface FlagOutline {
  readonly long: string;
  readonly short: string | null;
  readonly description: string;
  readonly takesValue: boolean;
  readonly value: ValueKind | readonly string[];
}

export interface ModelOutline {
  readonly provider: string;
  readonly title: string;
  /** Its portable names, and the provider's own id. */
  readonly names: readonly string[];
  /** Accepted values, of options that name them. */
  readonly values: { readonly [option in 'resolution' | 'aspectRatio' | 'acceleration']: readonly string[] };
}

/** All that completion has to know of the program, as data: loading the commands themselves takes half a second. */
export interface Outline {
  readonly providers: readonly string[];
  readonly portableNames: readonly Candidate[];
  readonly models: readonly ModelOutline[];
  /** Flags by command. */
  readonly flags: Readonly<Record<string, readonly FlagOutline[]>>;
}

/** The outline as the build wrote it down; made now where there is no build. */
export async function readOutline(runtime: Runtime): Promise<Outline> {
  for (const place of ['./completion.json', '../../completion.json']) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
    } catch {}
  }
  const { makeOutline } = await import('./make-outline.js');
  return makeOutline(runtime);
}
