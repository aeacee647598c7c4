import { documentOf, type Ended, runWan, type WanDocument } from '../e2e/program.js';
import { asksFor, checkFiles } from './check-files.js';
import type { Place } from './place.js';
import type { Tally } from './tally.js';
import type { Work } from './work.js';

export interface Recovered {
  readonly counted: Partial<Tally>;
  /** One line for each thing that must not be; empty when all is well. */
  readonly faults: readonly string[];
}

export interface Recovery {
  /** What the run that met the trouble said. */
  readonly stderr: string;
  /** The same command again instead of `wan resume <run>`. */
  readonly byCommand: boolean;
}

type Job = WanDocument['jobs'][number];

/** More runs than any trouble here leaves work for. */
const mostRuns = 4;

/** What a user does next until nothing changes any more; then everything that was promised is counted. */
export async function recover(place: Place, work: Work, { stderr, byCommand }: Recovery): Promise<Recovered> {
  const run = /^run (r_\w+)/m.exec(stderr)?.[1];
  const args = run === undefined || byCommand ? work.command : ['resume', run];
  const faults: string[] = [];
  let adopted = 0;
  let document: WanDocument | undefined;
  for (let round = 0; round < mostRuns; round += 1) {
    const ended = await runWan([...args, '--json'], place);
    document = read(ended, faults);
    if (document === undefined || document.exitCode === 0) break;
    const back = await adoptPaid(place, work, document.jobs, faults);
    adopted += back;
    if (back === 0 && document.jobs.some(({ status }) => status === 'unknown')) break;
  }
  if (document !== undefined && document.jobs.length !== work.clips.length)
    faults.push(`${document.jobs.length} jobs of ${work.clips.length} are listed`);
  const unknown = document?.jobs.filter(({ status }) => status === 'unknown') ?? [];
  const { faults: found, unpaid, ...checked } = await checkFiles(place, work);
  const undecided = Math.min(unknown.length, unpaid);
  const behind = work.name === 'chain' && undecided > 0 ? unpaid - undecided : 0;
  const isOpen = undecided > 0;
  if (document !== undefined && document.exitCode !== (isOpen ? 9 : 0))
    faults.push(
      `exit ${document.exitCode}: ${JSON.stringify(document.error ?? document.jobs.map(({ error }) => error))}`,
    );
  for (const job of unknown) if (!isExplained(job)) faults.push(`${job.id} is unknown without a reason`);
  if (unpaid !== undecided + behind) faults.push(`${unpaid - undecided - behind} clips were neither made nor listed`);
  const counted = { trials: 1, wanted: work.clips.length, adopted, undecided, behind, ...checked };
  return { counted, faults: [...faults, ...found] };
}

/** The one JSON document of a run; a run without it is a fault, as is a stack trace. */
function read(ended: Ended, faults: string[]): WanDocument | undefined {
  if (/^\s+at .+:\d+:\d+\)?$/m.test(ended.stderr)) faults.push(`a stack trace: ${ended.stderr}`);
  try {
    return documentOf(ended);
  } catch {
    faults.push(`exit ${ended.exitCode} ${ended.signal}, no document: ${ended.stdout}${ended.stderr}`);
    return undefined;
  }
}

/** Jobs that were billed, but whose provider keeps no list: the user looks into the dashboard and names the id. */
async function adoptPaid(place: Place, work: Work, jobs: readonly Job[], faults: string[]): Promise<number> {
  let adopted = 0;
  for (const [index, { prompt }] of work.clips.entries()) {
    const paid = place.simulator.jobs.all.find((job) => asksFor(job, prompt));
    const job = jobs[index];
    if (job?.status !== 'unknown' || paid === undefined) continue;
    // Nobody finds an id in a dashboard at once.
    place.simulator.advance(600_000);
    const ended = await runWan(['adopt', place.bench.id, paid.id, '--job', job.id, '--json'], place);
    if (ended.exitCode === 0) adopted += 1;
    else faults.push(`adopt ${paid.id}: ${ended.stdout}`);
  }
  return adopted;
}

function isExplained({ error }: Job): boolean {
  return error !== null && error.exitCode === 9 && error.message !== '' && error.hint !== null;
}
