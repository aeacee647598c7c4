import type { JsonObject } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';

/** Every error has this body. */
export function problem(status: number, code: string, message: string, extra: JsonObject = {}): Answer {
  return { status, json: { error: message, message, code, ...extra } };
}

export const tokenMissing = problem(401, 'token_missing', 'Missing authentication token.');
export const tokenRejected = problem(401, 'token_auth_failed', 'Authentication failed.');
export const noFunds: Answer = {
  ...problem(402, 'insufficient_funds', 'Available funding is insufficient for this request.'),
  headers: { 'x-needs-upgrade': 'true' },
};
export const tooMany = problem(429, 'too_many_requests', 'Too many requests.');
export const flagged = problem(400, 'bad_request', 'The request was flagged by moderation.', {
  errorCode: 'moderation_flagged',
});
export const missing = problem(404, 'not_found', 'Not found');
