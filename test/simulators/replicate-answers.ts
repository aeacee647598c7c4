import type { JsonObject } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';
import type { InvalidField } from './replicate-validation.js';

/** A problem document, as every error of the API is one. */
export function problem(status: number, detail: string, extra: JsonObject = {}): Answer {
  return { status, headers: { 'content-type': 'application/problem+json' }, json: { detail, status, ...extra } };
}

export const unauthenticated = problem(401, 'You did not pass a valid authentication token', {
  title: 'Unauthenticated',
});

export const insufficientCredit = problem(
  402,
  'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase ' +
    'credit. Once you purchase credit, please wait a few minutes before trying again.',
  { title: 'Insufficient credit' },
);

export const notFound = problem(404, 'The requested resource could not be found.', { title: 'Not found' });

export const invalidVersion = problem(
  422,
  "The specified version does not exist (or perhaps you don't have permission to use it?)",
  { title: 'Invalid version or not permitted' },
);

export const flagged = problem(422, 'The input was flagged as sensitive. Please try different inputs. (E005)', {
  title: 'Input validation failed',
});

/** Body and header both name the time, in seconds. */
export function throttled(seconds: number): Answer {
  const answer = problem(429, `Request was throttled. Your rate limit resets in ~${seconds}s.`, {
    retry_after: seconds,
  });
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}

export function invalidInput(faults: readonly InvalidField[], where: 'input' | 'body'): Answer {
  const prefix = where === 'input' ? '- input: ' : '- ';
  return problem(422, faults.map(({ description }) => `${prefix}${description}\n`).join(''), {
    title: 'Input validation failed',
    invalid_fields: faults.map((fault) => ({ ...fault })),
  });
}
