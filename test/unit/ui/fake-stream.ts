import type { OutputStream } from '../../../src/runtime.js';

/** A stream that keeps what was written to it. */
export interface FakeStream extends OutputStream {
  readonly text: () => string;
}

export function fakeStream(options: { isTTY?: boolean; columns?: number } = {}): FakeStream {
  const chunks: string[] = [];
  return {
    ...options,
    write: (text) => {
      chunks.push(text);
      return true;
    },
    text: () => chunks.join(''),
  };
}
