import { basename, dirname, join } from 'node:path';
import { WanError } from '../../errors.js';
import type { Job } from '../../jobs/job.js';
import type { ClipRequest } from '../../jobs/plan/plan-run.js';
import { type ProviderId, type RequestFields, requestSchema } from '../../providers/request.js';
import type { Session } from '../session.js';
import type { Workshop } from '../workshop.js';
import { planFor } from './plan-request.js';

export interface ReplanJob {
  readonly job: Job;
  readonly provider: ProviderId;
  readonly allowUnknownPrice: boolean;
}

/**
 * The request of a job that was never sent, checked and priced for another provider: made from what the ledger keeps of
 * it, as flags and manifest are gone. It keeps its file's name, and the seed where the model there takes it.
 *
 * @throws WanError why it can not go there
 */
export async function replanJob(
  session: Session,
  workshop: Workshop,
  { job, provider, allowUnknownPrice }: ReplanJob,
): Promise<ClipRequest> {
  const fields = chosenFields(job);
  const { seed, overwrite, row, rowIdentity, chosen } = job;
  const { spec, request } = await planFor(session, workshop, {
    run: job.run,
    provider,
    ask: { presets: [], provider, resolved: { fields, origins: originsOf(job), chosen } },
    asked: { fields, presets: [], count: 1, overwrite, fallback: [] },
    nameOf: ({ id }) => join(dirname(job.output), basename(job.output).replaceAll(job.id, id)),
  });
  refuseOtherFiles(job, request);
  if (request.estimate === null && !allowUnknownPrice) {
    throw new WanError('money.unknown-price', `the price of ${spec.endpoint} is not known`, {
      hint: 'the same command again with --allow-unknown-price',
      provider,
    });
  }
  const id = session.runtime.newId('j_');
  const { facts } = workshop.accounts.of(provider).provider;
  const explicit = fields.seed ?? null;
  return {
    ...request,
    isNamed: true,
    provenance: job.provenance,
    webhook: facts.webhook ? (job.webhook ?? request.webhook) : null,
    row,
    rowIdentity,
    drawSeed: (take) => (seed !== null && seed <= (request.seedLimit ?? 0) ? seed : request.drawSeed(take)),
    settled: () => ({ id, take: job.take, seed: explicit, isNamed: false }),
  };
}

/** What the user said, at whichever layer; the rest was the model's own. */
function chosenFields({ request, chosen, seed, seedDrawn }: Job): RequestFields {
  const { seed: _seed, ...said } = Object.fromEntries(chosen.map((field) => [field, request[field]]));
  return requestSchema.parse(seed === null || seedDrawn ? said : { ...said, seed });
}

function originsOf({ chosen, origins }: Job): Job['origins'] {
  return Object.fromEntries(chosen.map((field) => [field, origins[field]]));
}

/** A file that was changed since would be another clip than the one that was asked for. */
function refuseOtherFiles(job: Job, { sources }: ClipRequest): void {
  const other = Object.keys(sources).find((role) => sources[role] !== job.sources[role]);
  if (other === undefined) return;
  throw new WanError('image.unreadable', `${other} is not the file that ${job.id} was planned with`, {
    hint: 'put the file back, or repeat the command to render the new one',
  });
}
