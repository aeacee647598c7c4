import type { JsonValue } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';

/** A success: the code is a number here, a text on the list of models. */
export function success(data: JsonValue): Answer {
  return { status: 200, json: { code: 200, message: 'success', data } };
}

/** An error whose HTTP status says so too. */
export function refusal(code: number, msg: string): Answer {
  return { status: code, json: { code, msg } };
}

/** An error inside HTTP 200; the inner code may be a text. */
export function innerError(code: number, msg: string): Answer {
  return { status: 200, json: { code: `${code}`, msg } };
}

export const unauthorized = refusal(401, 'invalid api key');
export const notFound = innerError(404, 'not found');
export const noCredit = innerError(402, 'Insufficient balance, please top up');

/** The documents name the code of a refusal and no answer to the submit: an ordinary 400 that carries it. */
export const flagged: Answer = {
  status: 400,
  json: { code: 400, msg: 'the input was refused by the content check', error_code: 1039 },
};

/** What Cloudflare answers to User-Agents that it does not like, before the API sees anything. */
export const cloudflarePage: Answer = {
  status: 403,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
  text: '<!DOCTYPE html><html><head><title>Access denied</title></head><body>Error code 1010</body></html>',
};
