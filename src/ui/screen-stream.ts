import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import type { OutputStream } from '../runtime.js';

/**
 * The terminal as spinner and bar libraries want it: a writable stream with cursor movements. Only they write to it.
 * `width` is read at every draw, so a resized window is followed.
 */
export class ScreenStream extends Writable {
  readonly isTTY = true;
  readonly #target: OutputStream;
  readonly #width: () => number;

  constructor(target: OutputStream, width: () => number) {
    super({ decodeStrings: false });
    this.#target = target;
    this.#width = width;
  }

  get columns(): number {
    return this.#width();
  }

  override _write(chunk: string | Uint8Array, _encoding: string, done: () => void): void {
    this.#target.write(String(chunk));
    done();
  }

  cursorTo(x: number): boolean {
    return cursorTo(this, x);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }
}
