import type { buildConnector } from 'undici';

export type Connector = buildConnector.connector;

/** The connector among the settings that undici hands to a factory: a direct one, or one that tunnels through a proxy. */
export function connectorOf(settings: object): Connector {
  // undici types these settings as Object; `createConnections` and its ProxyAgent both put a function here.
  return (settings as { readonly connect: Connector }).connect;
}

/**
 * A connector whose every failure ends the request. undici takes a socket that breaks inside a proxy's CONNECT for a
 * recoverable one and dials again without end; under another name the same failure is final.
 */
export function failAtOnce(connector: Connector): Connector {
  return (options, callback) =>
    connector(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(isRecoverable(error) ? new Error(error.message, { cause: error }) : error, null);
    });
}

function isRecoverable(error: Error): boolean {
  return 'code' in error && (error.code === 'UND_ERR_SOCKET' || error.code === 'UND_ERR_INFO');
}
