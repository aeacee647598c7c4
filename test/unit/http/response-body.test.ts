import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody, parseJson, readText } from '../../../src/http/response-body.js';

describe('a body', () => {
  it('is decoded across chunks that split a character', async () => {
    const bytes = new TextEncoder().encode('größe');
    expect(await readText(Readable.from([bytes.slice(0, 3), bytes.slice(3)]))).toEqual({
      text: 'größe',
      failure: undefined,
    });
  });

  it('gives what came before it broke off, and why', async () => {
    const body = async function* () {
      yield new TextEncoder().encode('{"id"');
      throw new Error('closed');
    };
    expect(await readText(body())).toEqual({ text: '{"id"', failure: new Error('closed') });
  });

  it('is read up to its limit and not a byte further', async () => {
    const chunk = new Uint8Array(10).fill(65);
    expect((await readText(Readable.from([chunk, chunk]), 20)).failure).toBeUndefined();
    expect((await readText(Readable.from([chunk, chunk]), 19)).failure?.message).toContain('larger than 19 bytes');
  });

  it.each([
    ['gzip', gzipSync('text')],
    ['GZIP', gzipSync('text')],
    ['deflate', deflateSync('text')],
    ['br', brotliCompressSync('text')],
    ['identity', Buffer.from('text')],
    [undefined, Buffer.from('text')],
  ])('in the coding %s is undone', async (coding, bytes) => {
    expect((await readText(decodeBody(Readable.from([bytes]), coding))).text).toBe('text');
  });

  it('that is cut within its coding breaks off instead of hanging', async () => {
    const cut = gzipSync('a long enough text to cut').subarray(0, 20);
    expect((await readText(decodeBody(Readable.from([cut]), 'gzip'))).failure).toBeInstanceOf(Error);
  });

  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['0', 0],
    ['null', null],
    ['', undefined],
    ['<html>', undefined],
    ['{"a":', undefined],
  ])('%j as JSON is %j', (text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });
});
