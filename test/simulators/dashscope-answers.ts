import { randomUUID } from 'node:crypto';
import { isObject } from './dashscope-validation.js';
import type { Answer } from './kit/exchange.js';

/** How errors are written: flat by the native API, wrapped and with the codes' other names in the compatible mode. */
export type ErrorForm = 'native' | 'compatible';

/** An error of the native API: flat. */
export function problem(status: number, code: string, message: string): Answer {
  return { status, json: { code, message, request_id: randomUUID() } };
}

/** The same answer in another form; what is no error stays as it is. */
export function inForm(answer: Answer, form: ErrorForm): Answer {
  const { json } = answer;
  if (form === 'native' || !isObject(json) || typeof json.code !== 'string') return answer;
  const code = json.code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
  return { ...answer, json: { error: { code, message: json.message ?? '', type: code } } };
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
