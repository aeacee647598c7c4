import { describe, expect, it } from 'vitest';
import { giveBack, hold, readingIntoBuffers } from '../../../src/http/read-buffers.js';

const kibibyte = 2 ** 10;
const full = 128 * kibibyte;

/** A socket of ours, as Node serves one that has the option `onread`. */
function openSocket() {
  const pushed: Buffer[] = [];
  const { buffer, callback } = readingIntoBuffers((bytes) => pushed.push(bytes) > 0);
  if (typeof buffer !== 'function') throw new Error('one buffer would be read into again at once');
  let next = buffer();
  return {
    room: () => next.length,
    read: (count: number, value: number): Buffer => {
      next.fill(value, 0, count);
      callback(count, next);
      next = buffer();
      return pushed.at(-1) ?? Buffer.alloc(0);
    },
  };
}

/** As a reader takes it that has asked for more than it has looked at. */
function taken(chunk: Buffer): Buffer {
  hold(chunk);
  return chunk;
}

const isAll = (bytes: Uint8Array, value: number) => bytes.every((byte) => byte === value);

describe('a socket with buffers that are used again', () => {
  it('hands over what came, and reads on where a buffer has room for a TLS record', () => {
    const socket = openSocket();
    const first = taken(socket.read(104 * kibibyte, 1));
    expect(socket.room()).toBe(24 * kibibyte);
    const second = socket.read(10 * kibibyte, 2);
    expect(second.buffer).toBe(first.buffer);
    expect(socket.room()).toBe(full);
    expect([first.length, isAll(first, 1), second.length, isAll(second, 2)]).toEqual([106496, true, 10240, true]);
  });

  it('reads into a buffer again when its last bytes were given back, and not before', () => {
    const socket = openSocket();
    const first = taken(socket.read(60 * kibibyte, 1));
    const last = taken(socket.read(60 * kibibyte, 2));
    giveBack([first]);
    const between = socket.read(full, 3);
    expect(between.buffer).not.toBe(first.buffer);
    expect([isAll(first, 1), isAll(last, 2)]).toEqual([true, true]);
    giveBack([last]);
    // The next buffer was taken when the one before was full.
    expect(socket.read(full, 4).buffer).not.toBe(first.buffer);
    expect(socket.read(full, 5).buffer).toBe(first.buffer);
  });

  it('does so too when a reader got the bytes in several parts', () => {
    const socket = openSocket();
    const whole = socket.read(full, 1);
    const parts = [whole.subarray(0, 100), whole.subarray(100, 65_000), whole.subarray(65_000)].map(taken);
    giveBack(parts.slice(0, 2));
    socket.read(full, 2);
    expect(socket.read(full, 3).buffer).not.toBe(whole.buffer);
    giveBack(parts.slice(2));
    socket.read(full, 4);
    expect(socket.read(full, 5).buffer).toBe(whole.buffer);
  });

  it('leaves a buffer alone whose first bytes belong to a reader that is slower than that of the last', () => {
    const socket = openSocket();
    const slow = taken(socket.read(60 * kibibyte, 1));
    const quick = taken(socket.read(68 * kibibyte, 2));
    giveBack([quick]);
    for (const value of [3, 4, 5]) expect(socket.read(full, value).buffer).not.toBe(slow.buffer);
    expect(isAll(slow, 1)).toBe(true);
    giveBack([slow]);
    socket.read(full, 6);
    expect(socket.read(full, 7).buffer).toBe(slow.buffer);
  });

  it('leaves a buffer alone whose end was no part of the file, or that is being read into', () => {
    const socket = openSocket();
    const cut = taken(socket.read(full, 1));
    const open = taken(socket.read(20 * kibibyte, 2));
    giveBack([cut.subarray(0, -2), open, Buffer.from('of another make')]);
    socket.read(socket.room(), 3);
    const later = [4, 5].map((value) => socket.read(full, value).buffer);
    expect(later).not.toContain(cut.buffer);
    expect(later).not.toContain(open.buffer);
    expect([isAll(cut, 1), isAll(open, 2)]).toEqual([true, true]);
  });

  it('is lent a buffer to once, though its bytes were given back twice', () => {
    const socket = openSocket();
    const once = taken(socket.read(full, 1));
    giveBack([once, once]);
    giveBack([once]);
    const later = Array.from({ length: 4 }, () => socket.read(full, 2).buffer);
    expect(later.filter((buffer) => buffer === once.buffer)).toHaveLength(1);
    expect(new Set(later).size).toBe(later.length);
  });
});
