import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { Connector } from './connector.js';
import { readingIntoBuffers } from './read-buffers.js';

/**
 * Opens sockets that read into buffers which are used again: whoever reads them gives back what it no longer needs
 * (`read-buffers.ts`). A socket that a proxy has opened reads as Node does by itself.
 */
export function readingConnector(settings: buildConnector.BuildOptions): Connector {
  return (options, callback) => {
    let connected: Socket | undefined;
    const onread = readingIntoBuffers((bytes) => connected?.push(bytes) ?? false);
    // One undici connector a socket, because the option belongs to one socket.
    buildConnector({ ...settings, onread })(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      connected = socket;
      callback(null, socket);
    });
  };
}
