import { dirname } from 'node:path';
import { checkDirectories, diskFacts, sizeAt } from '../../files/output-facts.js';
import { checkOutputs, type WantedOutput } from '../../files/reserve.js';
import { markedPath } from '../../files/template.js';
import { nameHolder } from '../../jobs/ledger/names-table.js';
import { holdsName, type PlanContext, type PlannedClip } from '../../jobs/plan/plan-run.js';
import { neverSent } from '../../jobs/plan/unpaid-clip.js';
import { inputsOf, protectInputs } from './protect-inputs.js';

/**
 * Checks, before anything is paid, that every clip can have its name.
 *
 * @throws WanError `output.conflict`, `output.invalid`
 */
export function checkClipOutputs(context: PlanContext, clips: readonly PlannedClip[]): void {
  const wanted = clips.filter((clip) => !isThere(clip));
  const kept = clips.flatMap(keptOf);
  checkDirectories(wanted.map((clip) => dirname(clip.output)));
  checkOutputs(
    [
      ...kept,
      ...wanted.map((clip) => ({ job: jobOf(clip), path: clip.output, overwrite: clip.request.overwrite })),
      ...clips.flatMap(namesElsewhere),
    ],
    { ...diskFacts, reservedBy: (path) => nameHolder(context.sql, path, (id) => holdsName(context, id)) },
  );
  const replacing = wanted.filter(({ request }) => request.overwrite);
  protectInputs(
    replacing.map(({ output }) => output),
    () => inputsOf(clips.map(({ request }) => request)),
  );
}

/** The name that a clip of this command has already, or is to get from the job that makes it. */
function keptOf(clip: PlannedClip): WantedOutput[] {
  const { decision, request } = clip;
  if (!('job' in decision) || decision.kind === 'refused' || !isThere(clip)) return [];
  const { id, state, output } = decision.job;
  const path = state.status === 'done' ? (state.outputs[0] ?? output) : output;
  return [{ job: id, path, overwrite: request.overwrite, isKept: true }];
}

/** The names of a clip that is still to be sent, should another provider take over, where they differ from its own. */
function namesElsewhere(clip: PlannedClip): WantedOutput[] {
  const { request, own, decision, output, index, take } = clip;
  const unsent = own ?? neverSent(decision);
  if (unsent === null) return [];
  const job = unsent.id;
  const paths = request.fallbacks.map(({ nameOf }) => nameOf({ id: job, index, take, seed: unsent.seed }));
  return [...new Set(paths)].flatMap((path) => (path === output ? [] : { job, path, overwrite: request.overwrite }));
}

function jobOf({ own, decision }: PlannedClip): string {
  return own?.id ?? ('job' in decision ? decision.job.id : '');
}

/** A clip that stays where it is, or whose copy of before is still there, takes no name. */
function isThere({ decision, output, request }: PlannedClip): boolean {
  if (!('job' in decision)) return false;
  const { job } = decision;
  // Marked, it gave way to another clip on its way to another provider.
  if (job.output === output || job.output === markedPath(output, job.id) || !request.isNamed) return true;
  if (decision.kind === 'refused') return true;
  return job.state.status === 'done' && job.state.bytes === sizeAt(output);
}
