import type { HttpClient } from './client.js';
import type { ClientContext, ClientOptions } from './client-context.js';
import { createRoute } from './route.js';
import { send } from './send.js';
import { submit } from './submit.js';

/**
 * An HTTP client bound to one provider, its key and its API hosts.
 *
 * @throws WanError `config.invalid` for a base URL with a path; `key.rejected` for a key that no header can carry
 */
export function createHttpClient(options: ClientOptions): HttpClient {
  const context: ClientContext = { ...options, route: createRoute(options) };
  return {
    send: (request) => send(request, context),
    submit: (request) => submit(request, context),
  };
}
