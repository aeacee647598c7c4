import type { Connector } from './connector.js';

/**
 * Bodies that are held back. When a connection ends while its body is, undici 7 breaks an assertion outside of any
 * request, which ends the process (nodejs/undici#5360, in 7.30.2). So all of them go on before it hears of an end: for the
 * one that ended nothing more comes, and any other is held back again with its next chunk.
 */
const paused = new Set<() => void>();

/** Tells how a body goes on that is held back from now on. */
export function heldBack(goOn: () => void): void {
  paused.add(goOn);
}

/** Tells that it is held back no longer. */
export function wentOn(goOn: () => void): void {
  paused.delete(goOn);
}

/** A connector whose sockets let the bodies go on before anybody else hears of their end. */
export function endingUnpaused(connector: Connector): Connector {
  return (options, callback) =>
    connector(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      socket.prependListener('end', () => {
        for (const goOn of [...paused]) goOn();
      });
      callback(null, socket);
    });
}
