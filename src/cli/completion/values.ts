import { userDirectories } from '../../config/paths.js';
import type { Runtime } from '../../runtime.js';
import { commandTable } from '../command-table.js';
import { helpTopics } from '../help/topics.js';
import { aFile, type Candidate, type Completion, nothing, oneOf, plain } from './candidate.js';
import type { ModelOutline, Outline } from './outline.js';
import { type RecentJob, recentJobs, statuses } from './recent-jobs.js';
import type { ValueKind } from './value-kinds.js';

/** What else is known where a value is wanted. */
export interface Surroundings {
  readonly runtime: Runtime;
  readonly outline: Outline;
  /** The word as typed so far. */
  readonly typed: string;
  /** `--provider`, where the line names it. */
  readonly provider: string | undefined;
}

/** Words that may stand where a value of this kind is wanted. */
export async function valuesOf(kind: ValueKind, surroundings: Surroundings): Promise<Completion> {
  if (kind === 'file') return aFile;
  if (kind === 'free') return nothing;
  // A preset may be a path as well, which has a slash.
  if (kind === 'preset' && surroundings.typed.includes('/')) return aFile;
  return oneOf(await sources[kind](surroundings));
}

type Source = (surroundings: Surroundings) => readonly Candidate[] | Promise<readonly Candidate[]>;

const sources: Readonly<Record<Exclude<ValueKind, 'file' | 'free'>, Source>> = {
  provider: ({ outline }) => plain(outline.providers),
  providers: ({ outline, typed }) => {
    const chosen = typed.split(',').slice(0, -1);
    const left = outline.providers.filter((id) => !chosen.includes(id));
    return plain(left.map((id) => [...chosen, id].join(',')));
  },
  model: models,
  preset: presets,
  resolution: (surroundings) => optionValues('resolution', surroundings),
  'aspect-ratio': (surroundings) => optionValues('aspectRatio', surroundings),
  acceleration: (surroundings) => optionValues('acceleration', surroundings),
  status: () => Object.entries(statuses).map(([value, description]) => ({ value, description })),
  topic: () => [...helpTopics, ...commandTable].map(({ name, summary }) => ({ value: name, description: summary })),
  'wrapped-command': () => plain(['generate', 'batch', 'chain']),
  job: async ({ runtime }) => (await recentJobs(runtime)).map(toCandidate),
  'open-job': async ({ runtime }) => (await recentJobs(runtime)).filter(isOpen).map(toCandidate),
  run: async ({ runtime }) => runsOf(await recentJobs(runtime)),
  'job-or-run': async ({ runtime }) => {
    const jobs = await recentJobs(runtime);
    return [...runsOf(jobs), ...jobs.map(toCandidate)];
  },
};

/** Portable names; of one provider its own ids too, and `provider:model` once a provider is begun. */
function models({ outline, provider, typed }: Surroundings): readonly Candidate[] {
  const prefix = outline.providers.find((id) => typed.startsWith(`${id}:`));
  const chosen = prefix ?? provider;
  if (chosen === undefined || chosen === 'local') return outline.portableNames;
  const before = prefix === undefined ? '' : `${prefix}:`;
  return outline.models
    .filter((model) => model.provider === chosen)
    .flatMap(({ names, title }) => names.map((name) => ({ value: before + name, description: title })));
}

function optionValues(option: keyof ModelOutline['values'], { outline, provider }: Surroundings): Candidate[] {
  const own = outline.models.filter((model) => provider === undefined || model.provider === provider);
  return plain([...new Set(own.flatMap(({ values }) => values[option]))].sort());
}

async function presets({ runtime }: Surroundings): Promise<Candidate[]> {
  const { listPresets, presetPlaces } = await import('../../config/preset-places.js');
  const { config } = userDirectories(runtime);
  const places = presetPlaces({ cwd: runtime.cwd, configDirectory: config, user: undefined, project: undefined });
  return (await listPresets(places)).map(({ name, place }) => ({ value: name, description: place }));
}

function isOpen({ status }: RecentJob): boolean {
  return !['done', 'failed', 'cancelled', 'expired'].includes(status);
}

function toCandidate({ id, description }: RecentJob): Candidate {
  return { value: id, description };
}

function runsOf(jobs: readonly RecentJob[]): Candidate[] {
  const counts = new Map<string, number>();
  for (const { run } of jobs) counts.set(run, (counts.get(run) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, description: `run, ${count} of the newest jobs` }));
}
