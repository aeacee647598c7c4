import { faultError, faultsIn } from '../../catalogue/fault.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { reviewRequest, type ValidRequest } from '../../catalogue/validate.js';
import type { RequestFields } from '../../providers/request.js';
import type { Inspected, MediaDesk } from '../workshop/media-desk.js';

/** A request on its way to its model; `chained` names, by role, files that a job still to come will make. */
export interface Question {
  readonly spec: ModelSpec;
  readonly fields: RequestFields;
  readonly chained: Inspected['sources'] | undefined;
}

/** The request as its model takes it. @throws RequestError with all that is wrong with it, its files and its output's name */
export async function checkRequest(
  media: MediaDesk,
  { spec, fields, chained }: Question,
  checkName: () => void,
): Promise<ValidRequest> {
  const review = reviewRequest(spec, fields);
  const faults = [...review.faults, ...(await faultsIn('output', checkName))];
  if (faults.length === 0) return review;
  throw faultError([...faults, ...(await media.faults(spec, review.fields, chained))], spec.provider);
}

/** Looks at the files of a valid request. @throws RequestError with what is wrong with each of them */
export async function inspectFiles(media: MediaDesk, { spec, fields, chained }: Question): Promise<Inspected> {
  try {
    return await media.inspect(spec, fields, chained);
  } catch (error) {
    const faults = await media.faults(spec, fields, chained);
    throw faults.length === 0 ? error : faultError(faults, spec.provider);
  }
}
