import { randomUUID } from 'node:crypto';
import type { Answer } from './kit/exchange.js';

/** An error of the native API: flat. */
export function problem(status: number, code: string, message: string): Answer {
  return { status, json: { code, message, request_id: randomUUID() } };
}

/** Of a key that is wrong, and of one that belongs to another region. */
export function invalidKey(): Answer {
  return problem(401, 'InvalidApiKey', 'Invalid API-key provided.');
}

export function noModel(model: string): Answer {
  return problem(404, 'ModelNotFound', `Model can not be found: ${model}.`);
}

export function overdue(): Answer {
  return problem(400, 'Arrearage', 'Access denied, please make sure your account is in good standing.');
}

export function inspected(): Answer {
  return problem(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.');
}

export function tooFast(): Answer {
  return problem(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.');
}
