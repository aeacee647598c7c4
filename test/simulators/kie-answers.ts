import type { JsonValue } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';

export function success(data: JsonValue): Answer {
  return { status: 200, json: { code: 200, msg: 'success', data } };
}

/** Every error comes as HTTP 200, its code inside. */
export function failure(code: number, msg: string): Answer {
  return { status: 200, json: { code, msg, data: null } };
}

export const unauthorized = failure(401, 'You do not have access permissions');
export const noCredit = failure(402, 'The current credits are insufficient. Please top up.');
export const throttled = failure(429, 'Your call frequency is too high. Please try again later.');
/** No code tells a refusal for its content; the words do. */
export const flagged = failure(422, 'Your prompt was flagged as violating the content policy.');
