import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readWholeInput } from '../../config/read-input.js';
import { WanError } from '../../errors.js';
import { createRedactor } from '../../jobs/redact.js';
import { canonicalJson, isNestedDeeper } from '../../json.js';
import { digestFile } from '../../media/digest.js';
import { type PlanFile, planSchema } from '../plan-file/plan-file.js';
import { planDigest, wholePlanPath } from '../plan-file/write-plan.js';
import type { Session } from '../session.js';

/**
 * Reads a plan, whole: one whose URLs were shortened for its readers is completed from this machine's own copy.
 *
 * @throws WanError `plan.invalid`, `plan.changed`
 */
export async function readPlan(session: Session, name: string): Promise<PlanFile> {
  const path = resolve(session.runtime.cwd, name);
  const plan = parsePlan(path, await readText(path));
  const { digest, ...body } = plan;
  const whole = planDigest(body) === digest ? plan : await completed(session, { path, plan });
  await refuseChangedInputs(path, whole);
  return whole;
}

async function readText(path: string): Promise<string> {
  try {
    return (await readWholeInput(path)).toString('utf8');
  } catch (error) {
    throw new WanError('plan.invalid', `${path} cannot be read`, { hint: 'wan plan writes one', cause: error });
  }
}

function parsePlan(path: string, text: string): PlanFile {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new WanError('plan.invalid', `${path} is not JSON`, { hint: 'wan plan writes one', cause: error });
  }
  if (isNestedDeeper(data, deepest)) throw noPlan(path, ': it is nested too deeply');
  const parsed = planSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw noPlan(path, `${place}: ${issue?.message ?? 'not understood'}`);
}

/** More levels than a request can have that a plan holds. */
const deepest = 200;

function noPlan(path: string, why: string): WanError {
  return new WanError('plan.invalid', `${path} is no plan of wan${why}`, { hint: 'make it again with wan plan' });
}

async function completed(session: Session, { path, plan }: { path: string; plan: PlanFile }): Promise<PlanFile> {
  const kept = /^[0-9a-f]{64}$/.test(plan.digest)
    ? await readFile(wholePlanPath(session, plan.digest), 'utf8').catch(() => undefined)
    : undefined;
  const whole = kept === undefined ? undefined : parsePlan(path, kept);
  if (whole !== undefined && sameText(createRedactor().json(whole), plan)) return whole;
  throw new WanError(
    'plan.changed',
    `${path} is not as wan plan wrote it, or holds addresses that only the machine of the plan knows`,
    {
      hint: 'make it again with wan plan; change flags or the manifest, not the plan',
    },
  );
}

function sameText(a: unknown, b: unknown): boolean {
  return canonicalJson(JSON.parse(JSON.stringify(a))) === canonicalJson(JSON.parse(JSON.stringify(b)));
}

async function refuseChangedInputs(path: string, { inputs }: PlanFile): Promise<void> {
  for (const [file, digest] of Object.entries(inputs)) {
    if ((await digestFile(file).catch(() => undefined)) === digest) continue;
    throw new WanError('plan.changed', `${file} is not as it was when ${path} was made`, {
      hint: 'make the plan again; nothing was sent',
    });
  }
}
