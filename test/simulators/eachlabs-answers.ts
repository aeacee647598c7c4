import type { JsonObject } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';

/** `vendor`: the llms.txt pages; `docs`: the docs repository. */
export type Dialect = 'vendor' | 'docs';

export interface Failure {
  readonly status: number;
  readonly message: string;
  readonly details?: string;
}

/** An error body, as either of the pages has it. */
export function failure(dialect: Dialect, { status, message, details }: Failure): Answer {
  if (dialect === 'docs') {
    const json: JsonObject = details === undefined ? { error: message } : { status: 'error', error: message, details };
    return { status, json };
  }
  return { status, json: { status: 'error', message, details: details ?? message } };
}

/** What stands in the place of the video of a failed job. */
export function envelope(fields: {
  readonly message: string;
  readonly code: string;
  readonly category: string;
  readonly retryable: boolean;
  readonly id: string;
  readonly model: string;
}): JsonObject {
  return {
    success: false,
    status: 'ERROR',
    error: fields.message,
    error_code: fields.code,
    error_message: fields.message,
    error_step: 'provider',
    retryable: fields.retryable,
    classification: { category: fields.category },
    execution_id: fields.id,
    model_slug: fields.model,
    provider: 'simulated',
  };
}
