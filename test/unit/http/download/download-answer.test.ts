import { describe, expect, it } from 'vitest';
import { planAnswer } from '../../../../src/http/download/download-answer.js';
import { readNote, toNote } from '../../../../src/http/download/download-note.js';

const url = 'https://cdn.example/a.mp4?sig=1';

function kept(headers: Record<string, string>, total: number | null = 100, bytes = 40) {
  const note = readNote(toNote({ url, headers, total }), url);
  if (note === undefined) throw new Error('the note does not fit its own URL');
  return { bytes, note };
}

const plan = (status: number, headers: Record<string, string>, continued?: ReturnType<typeof kept>) =>
  planAnswer({ url, status, headers, kept: continued, now: 0 });

describe('planAnswer', () => {
  it('takes a 200 as the whole file, also when the rest was asked for', () => {
    expect(plan(200, { 'content-length': '100' }, kept({ etag: '"a"' }))).toMatchObject({ at: 0, total: 100 });
  });

  it('does not know the length of a compressed or chunked file', () => {
    expect(plan(200, { 'content-length': '60', 'content-encoding': 'gzip' })).toMatchObject({ at: 0, total: null });
    expect(plan(200, {})).toMatchObject({ at: 0, total: null });
  });

  it('appends a 206 that begins where the kept bytes end', () => {
    const headers = { etag: '"a"', 'content-range': 'bytes 40-99/100' };
    expect(plan(206, headers, kept({ etag: '"a"' }))).toMatchObject({ at: 40, total: 100, note: { validator: '"a"' } });
  });

  it('keeps the validator when a 206 does not repeat it', () => {
    const headers = { 'content-range': 'bytes 40-99/*' };
    expect(plan(206, headers, kept({ etag: '"a"' }))).toMatchObject({ at: 40, total: 100, note: { validator: '"a"' } });
  });

  it.each([
    ['begins elsewhere', { etag: '"a"', 'content-range': 'bytes 30-99/100' }],
    ['has another validator', { etag: '"b"', 'content-range': 'bytes 40-99/100' }],
    ['is of another length', { etag: '"a"', 'content-range': 'bytes 40-199/200' }],
    ['is compressed', { etag: '"a"', 'content-range': 'bytes 40-99/100', 'content-encoding': 'gzip' }],
    ['has no range', { etag: '"a"' }],
  ])('drops what is kept when a 206 %s', (_, headers) => {
    expect(plan(206, headers, kept({ etag: '"a"' }))).toEqual({ stale: true });
  });

  it('drops what is kept on a 416', () => {
    expect(plan(416, {}, kept({ etag: '"a"' }))).toEqual({ stale: true });
  });

  it.each([
    [404, false],
    [410, false],
    [403, false],
    [416, false],
    [204, false],
    [206, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('ends a download on %i, retryable: %s', (status, retryable) => {
    expect(() => plan(status, {})).toThrow(expect.objectContaining({ code: 'download.failed', retryable }));
  });

  it('passes Retry-After on and leaves the query of the URL out of the message', () => {
    expect(() => plan(429, { 'retry-after': '7' })).toThrow(
      expect.objectContaining({ retryAfterMs: 7000, message: 'https://cdn.example/a.mp4: the service answered 429' }),
    );
  });
});

describe('readNote', () => {
  const signedAnew = 'https://cdn.example/a.mp4?sig=2';

  it('holds for a URL that was signed anew, when the service can tell whether the file changed', () => {
    const note = toNote({ url, headers: { etag: '"a"' }, total: 100 });
    expect(readNote(note, signedAnew)).toMatchObject({ sameUrl: false, resumable: true });
    expect(readNote(note, 'https://cdn.example/b.mp4')).toBeUndefined();
  });

  it('holds for the very same URL only, when nothing identifies the file', () => {
    const note = toNote({ url, headers: {}, total: 100 });
    expect(readNote(note, url)).toMatchObject({ sameUrl: true, resumable: true });
    expect(readNote(note, signedAnew)).toBeUndefined();
  });

  it('takes a date where the ETag is weak, and nothing of a compressed body', () => {
    const weak = { etag: 'W/"a"', 'last-modified': 'Sat, 21 Nov 2026 00:00:00 GMT' };
    expect(toNote({ url, headers: weak, total: 1 }).validator).toBe(weak['last-modified']);
    const packed = toNote({ url, headers: { etag: '"a"', 'content-encoding': 'gzip' }, total: null });
    expect(readNote(packed, url)).toMatchObject({ resumable: false });
  });

  it('is undefined for a note that is damaged', () => {
    expect(readNote({ url: 'x' }, url)).toBeUndefined();
    expect(readNote(null, url)).toBeUndefined();
  });

  it('holds no readable URL', () => {
    expect(JSON.stringify(toNote({ url, headers: {}, total: 1 }))).not.toContain('sig');
  });
});
