import { describe, expect, it } from 'vitest';
import { parseDelivery } from '../../../../src/cli/webhook/webhook-delivery.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => {
  const { headers, body } = parseDelivery(bytesOf(text));
  return { headers, body: Buffer.from(body).toString('utf8') };
};

describe('a delivery as HTTP text', () => {
  it.each([
    ['with a request line', 'POST /hook HTTP/1.1\r\nX-A: 1\r\n\r\n{}'],
    ['without one', 'X-A: 1\r\n\r\n{}'],
    ['with the line ends of Unix', 'X-A:1\n\n{}'],
    ['with a request line that names no version', 'POST /hook\nx-a:   1  \n\n{}'],
  ])('is read %s', (_, text) => {
    expect(read(text)).toEqual({ headers: { 'x-a': '1' }, body: '{}' });
  });

  it('keeps every byte of the body, empty lines and all', () => {
    const body = '\r\n{"a":"Ä\u2028🦊"}\r\n\r\nx: y\r\n';
    expect(read(`a: b\r\n\r\n${body}`).body).toBe(body);
    const bytes = new Uint8Array([...bytesOf('a: b\n\n'), 0xff, 0x00, 0x0d, 0x0a]);
    expect([...parseDelivery(bytes).body]).toEqual([0xff, 0x00, 0x0d, 0x0a]);
  });

  it('ends where its headers say, so that a line break added in a file does no harm', () => {
    expect(read('Content-Length: 2\n\n{}\n').body).toBe('{}');
  });

  it('may have an empty body', () => {
    expect(read('a: b\n\n').body).toBe('');
  });

  it('joins a header that comes twice', () => {
    expect(read('a: 1\nA: 2\n\n').headers).toEqual({ a: '1, 2' });
  });

  it.each([
    ['', /nothing came/],
    ['a: b\n{}', /no empty line/],
    ['not a header\n\n{}', /"not a header" is not a header/],
    [': no name\n\n{}', /is not a header/],
    ['content-length: 9\n\n{}', /cut off: 2 of 9 bytes/],
  ])('refuses %j', (text, says) => {
    expect(() => read(text)).toThrow(says);
  });
});

describe('a delivery as JSON', () => {
  it.each([
    ['plain', { headers: { 'X-A': '1' }, body: '{"é":"\\r\\n"}' }],
    ['with lists of values, as Node names them', { headers: { 'x-a': ['1'] }, body: '{"é":"\\r\\n"}' }],
    ['with a number for a value', { headers: { 'x-a': 1 }, body: '{"é":"\\r\\n"}' }],
    [
      'in base64, as gateways hand it on',
      { headers: { 'x-a': '1' }, body: Buffer.from('{"é":"\\r\\n"}').toString('base64'), isBase64Encoded: true },
    ],
  ])('is read %s', (_, given) => {
    expect(read(JSON.stringify(given))).toEqual({ headers: { 'x-a': '1' }, body: '{"é":"\\r\\n"}' });
    expect(read(`\n  ${JSON.stringify(given, null, 2)}`).headers).toEqual({ 'x-a': '1' });
  });

  it.each([['{"body":"x"}'], ['{"headers":{},"body":{}}'], ['{ broken']])('refuses %s', (text) => {
    expect(() => read(text)).toThrow(/the JSON is not/);
  });
});
