import type { ProviderId } from '../../src/providers/request.js';

/** Where an account and a script stand. */
export interface Standing {
  /** Billable submits so far. */
  readonly submits: number;
  /** Exit code of the run. */
  readonly exit: number;
}

/** After the run with the fault, after `wan resume`, and after `wan adopt` where only that is left. */
export interface FaultCell {
  readonly generate: Standing;
  readonly resume: Standing;
  readonly adopt?: Standing | undefined;
}

/** What each fault led to at each provider. */
export interface FaultCells {
  note(fault: string, provider: ProviderId, cell: FaultCell): void;
  /** A table in Markdown: a row a fault, a column a provider. */
  table(): string;
}

/** `1/0` is one billable submit and exit 0; `0/6 → 1/0` what `wan resume` made of it, `1/9, adopt 1/0` what `wan adopt` did. A fault that a provider can't have is `-`. */
export function createFaultCells(providers: readonly ProviderId[]): FaultCells {
  const rows = new Map<string, Map<ProviderId, string>>();
  return {
    note: (fault, provider, { generate, resume, adopt }) => {
      const row = rows.get(fault) ?? new Map<ProviderId, string>();
      const [first, second] = [textOf(generate), textOf(resume)];
      const last = adopt === undefined ? '' : `, adopt ${textOf(adopt)}`;
      rows.set(fault, row.set(provider, (first === second ? first : `${first} → ${second}`) + last));
    },
    table: () =>
      [
        `| fault | ${providers.join(' | ')} |`,
        `|${'---|'.repeat(providers.length + 1)}`,
        ...[...rows].map(
          ([fault, cells]) => `| ${fault} | ${providers.map((id) => cells.get(id) ?? '-').join(' | ')} |`,
        ),
      ].join('\n'),
  };
}

function textOf({ submits, exit }: Standing): string {
  return `${submits}/${exit}`;
}

const [start, end] = ['<!-- faults -->', '<!-- /faults -->'];

/** What stands between the markers; undefined where there are none. */
export function faultBlock(readme: string): string | undefined {
  return readme.split(start)[1]?.split(end)[0]?.trim();
}

/** The text with another table between its markers. */
export function withFaultBlock(readme: string, table: string): string {
  const block = faultBlock(readme);
  if (block === undefined) throw new Error(`the text has no ${start} ... ${end}`);
  return `${readme.split(start)[0]}${start}\n\n${table}\n\n${end}${readme.split(end)[1]}`;
}
