import type { OutputStream } from '../runtime.js';

/**
 * A stream whose writes never throw. A reader that has gone away (`wan batch … | head -1`) must not stop paid work, so
 * after the first failure the rest is dropped.
 */
export function createSafeStream(stream: OutputStream): OutputStream {
  let broken = false;
  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    write(text) {
      if (broken) return true;
      try {
        return stream.write(text);
      } catch {
        broken = true;
        return true;
      }
    },
  };
}
