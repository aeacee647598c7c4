import type { JsonObject } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';

/** An error of the gateway: in four languages, with a number of its own. */
export function gatewayError(status: number, number: number, message: string): Answer {
  const texts = { message, message_cn: `${message} (cn)`, message_en: message, message_ja: `${message} (ja)` };
  return { status, json: { error: { err_code: number, ...texts, type: 'api_error' } } };
}

export const missingKey = gatewayError(401, -10001, 'Missing 302 API key');
/** As which status these come is not documented. */
export const noBalance = gatewayError(403, -10004, 'Insufficient account balance');
export const notSupported = gatewayError(400, -10009, 'This API function is not supported');
export const notFound = gatewayError(404, -10010, 'The requested resource was not found');
export const refusedContent = gatewayError(400, -10011, 'The prompt contains sensitive content');

export function invalid(message: string): Answer {
  return gatewayError(400, -10011, message);
}

export function plain(json: JsonObject): Answer {
  return { status: 200, json };
}
