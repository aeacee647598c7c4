import { z } from 'zod';
import type { HttpResponse } from '../../http/client.js';
import type { JsonObject } from '../../json.js';
import type { Call, Operation, SubmitIntent } from '../provider.js';
import { apiOrigin, idPattern } from './address.js';
import { isModeration, readAccepted, sentenceIn } from './answer.js';

/** As long as the docs advise to wait for an answer, ms. */
export const submitDeadlineMs = 300_000;

/**
 * The vendor's pages end the path with a slash, the docs repository does not. A server may have one spelling alone; of the
 * other a router makes a redirect or a 404 of its own.
 */
const [vendorPath, docsPath] = ['/v1/prediction/', '/v1/prediction'];

/** The one version that is named anywhere. The vendor's pages send none, older ones call it required. */
const onlyVersion = '0.0.1';

/** The id has had three names. */
const acceptedSchema = z
  .object({ predictionID: z.json().nullish(), prediction_id: z.json().nullish(), id: z.json().nullish() })
  .transform((body) => body.predictionID ?? body.prediction_id ?? body.id)
  .pipe(z.string().regex(idPattern));

/**
 * One prediction. Not from `/prediction/run`, which holds the request open until the clip is there: one more way to lose
 * the answer.
 *
 * @throws WanError with `delivery: 'not-accepted'` for the 4xx of the document, `'unknown'` for all else
 */
export async function submitPrediction({ body }: SubmitIntent, call: Call): Promise<Operation> {
  const { webhookSecret } = call;
  const json =
    body.webhook_url === undefined || webhookSecret === undefined ? body : { ...body, webhook_secret: webhookSecret };
  const post = (path: string, more: JsonObject = {}) =>
    call.http.submit({
      method: 'POST',
      url: apiOrigin + path,
      json: { ...json, ...more },
      timeoutMs: submitDeadlineMs,
    });
  const first = await post(vendorPath);
  // Nobody at Eachlabs has read what its router did not know, so it is sent again; after a redirect it never is.
  const path = isUnknownPath(first) ? docsPath : vendorPath;
  const answer = path === docsPath ? await post(path) : first;
  const response = wantsVersion(answer) ? await post(path, { version: onlyVersion }) : answer;
  // Its `status: "success"` only means that it was accepted.
  const remoteId = readAccepted(response, { schema: acceptedSchema, now: call.now() });
  return { remoteId, submittedAt: call.now() };
}

/** Whether it was refused, unread and unbilled, for want of a version. */
function wantsVersion(answer: HttpResponse): boolean {
  const said = sentenceIn(answer);
  return answer.status === 400 && /\bversion\b/i.test(said) && !isModeration(said);
}

/** What Eachlabs itself says of an unknown model holds these keys and no others. */
const ownProblem = z
  .strictObject({
    status: z.json().optional(),
    message: z.json().optional(),
    error: z.json().optional(),
    details: z.json().optional(),
  })
  .refine((body) => Object.keys(body).length > 0);

/** Whether a 404 is that of a router. JSON that is cut off may be Eachlabs' own. */
function isUnknownPath({ status, json, text }: HttpResponse): boolean {
  if (status !== 404) return false;
  return json === undefined ? !text.trimStart().startsWith('{') : !ownProblem.safeParse(json).success;
}
