import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseEvents } from '../../../src/http/event-stream.js';

async function events(chunks: readonly string[], limit?: number): Promise<string[]> {
  const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const list: string[] = [];
  for await (const data of parseEvents(Readable.from(bytes), limit)) list.push(data);
  return list;
}

describe('the events of a stream', () => {
  it('are put together across chunks, lines and line endings', async () => {
    expect(await events(['data: a\r\n', '\r\ndata: b\nda', 'ta: c\n\n', ': comment\n\ndata: d'])).toEqual([
      'a',
      'b\nc',
    ]);
  });

  it('survive fields that nobody knows', async () => {
    expect(await events(['nonsense\nretry: soon\ndata: a\n\n'])).toEqual(['a']);
  });

  it('end at one that is too long, without an error', async () => {
    expect(await events(['data: a\n\n', `data: ${'x'.repeat(200)}`, 'data: b\n\n'], 100)).toEqual(['a']);
  });
});
