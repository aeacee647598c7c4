import type { Option } from 'commander';

/** What may stand at a place of the command line. */
export type ValueKind =
  | 'file'
  | 'provider'
  | 'providers'
  | 'model'
  | 'preset'
  | 'job'
  | 'open-job'
  | 'run'
  | 'job-or-run'
  | 'status'
  | 'topic'
  | 'wrapped-command'
  | 'resolution'
  | 'aspect-ratio'
  | 'acceleration'
  | 'free';

/** Operands of a command, in order: a kind, or the words themselves. The last one may repeat. */
export interface Operands {
  readonly each: readonly (ValueKind | readonly string[])[];
  readonly lastRepeats?: true;
}

const files: Operands = { each: ['file'], lastRepeats: true };
const one = (kind: ValueKind): Operands => ({ each: [kind] });

/** By the name of the command; a test holds it against the command table. */
export const operands: Readonly<Record<string, Operands>> = {
  generate: one('file'),
  batch: one('file'),
  chain: one('file'),
  stitch: files,
  seams: one('file'),
  export: one('file'),
  compare: files,
  jobs: { each: [['show'], 'job'] },
  explain: one('job'),
  resume: { each: ['job-or-run'], lastRepeats: true },
  cancel: { each: ['open-job'], lastRepeats: true },
  adopt: { each: ['provider', 'free'] },
  estimate: { each: ['wrapped-command', 'file'] },
  plan: { each: ['wrapped-command', 'file'] },
  apply: one('file'),
  spend: { each: [] },
  audit: { each: [] },
  models: { each: [['show'], 'model'] },
  providers: { each: [] },
  presets: { each: [['show'], 'preset'] },
  upload: files,
  config: { each: [['path', 'init']] },
  doctor: { each: [] },
  gallery: { each: ['job-or-run'], lastRepeats: true },
  webhook: { each: [['verify']] },
  completion: { each: [['bash', 'zsh', 'fish']] },
  help: one('topic'),
};

const kindsByFlag: Readonly<Record<string, ValueKind>> = {
  '--provider': 'provider',
  '--fallback': 'providers',
  '--model': 'model',
  '--preset': 'preset',
  '--job': 'job',
  '--run': 'run',
  '--status': 'status',
  '--resolution': 'resolution',
  '--aspect-ratio': 'aspect-ratio',
  '--acceleration': 'acceleration',
};

/** What a flag takes as a rule, where the help tells its forms. */
const wordsByFlag: Readonly<Record<string, readonly string[]>> = {
  '--join': ['smooth', 'copy', 'fade:0.5'],
  '--reframe': ['9:16', '16:9', '1:1', '4:5'],
};

/** What the value of a flag is: by its name, else by what the help calls it (`<file>`). */
export function kindOfValue({ long, flags, argChoices }: Option): ValueKind | readonly string[] {
  if (argChoices !== undefined) return argChoices;
  const named = /[<[]([^>\]]*)[>\]]/.exec(flags)?.[1] ?? '';
  const known = kindsByFlag[long ?? ''] ?? wordsByFlag[long ?? ''];
  return known ?? (/file|path|template|folder|dir/.test(named) ? 'file' : 'free');
}
