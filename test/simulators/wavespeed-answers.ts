import type { JsonValue } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';

/** A success: HTTP 200 and 200 in the envelope. */
export function success(data: JsonValue): Answer {
  return { status: 200, json: { code: 200, message: 'success', data } };
}

export function failure(status: number, message: string, extra: Readonly<Record<string, JsonValue>> = {}): Answer {
  return { status, json: { code: status, message, ...extra } };
}

export const unauthorized = failure(401, 'Unauthorized: invalid API key');
/** As which status it comes is unconfirmed; its text is not. */
export const insufficientCredits = failure(400, 'Insufficient credits. Please top up your account.');
export const unknownModel = failure(404, 'model not found');
export const unknownTask = failure(404, 'prediction not found');
export const unknownPath = failure(404, 'page not found');
export const tooManyRequests = failure(429, 'Too many requests, please slow down');
/** Documented of tasks only: here the same number in the envelope of a refused submit. */
export const moderated: Answer = {
  status: 400,
  json: { code: 1200, message: 'Content moderation: input was flagged' },
};
