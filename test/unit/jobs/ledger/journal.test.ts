import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journalEvent } from '../../../../src/jobs/ledger/journal.js';
import type { JsonObject } from '../../../../src/json.js';
import { sameBody } from '../../../../src/providers/same-body.js';
import { everyEvent } from '../every-state.js';

const bytes = Buffer.from('not really a picture');
const digest = createHash('sha256').update(bytes).digest('hex');
const dataUri = `data:image/png;base64,${bytes.toString('base64')}`;
const kept = `data:image/png;sha256,${digest}`;

describe('the journal', () => {
  it('keeps a data URI in a body as its digest, at any depth', () => {
    const body = {
      prompt: 'dusk',
      image_url: dataUri,
      input: { frames: [dataUri, 'https://cdn.scripted.test/a.png'] },
    };
    expect(journaled(body)).toEqual({
      prompt: 'dusk',
      image_url: kept,
      input: { frames: [kept, 'https://cdn.scripted.test/a.png'] },
    });
  });

  it('keeps a hosted data URI as its digest, with its expiry', () => {
    const event = journalEvent({ type: 'uploaded', media: { image: { url: dataUri, expiresAt: 5, digest: 'x' } } });
    expect(event).toEqual({ type: 'uploaded', media: { image: { url: kept, expiresAt: 5, digest: 'x' } } });
  });

  it('reads percent encoding too', () => {
    const plain = createHash('sha256').update('a b').digest('hex');
    expect(journaled({ text: 'data:text/plain,a%20b' })).toEqual({ text: `data:text/plain;sha256,${plain}` });
  });

  it('keeps a text that only looks like a data URI as it is', () => {
    const prompt = 'data: growth of 5%, in red, then 100%';
    expect(journaled({ prompt })).toEqual({ prompt });
  });

  it('keeps numbers, truth values and null', () => {
    const body = { seed: 0, on: false, none: null, deep: { list: [1, null] } };
    expect(journaled(body)).toEqual(body);
  });

  it.each(Object.values(everyEvent).filter(({ type }) => type !== 'intent' && type !== 'uploaded'))(
    'keeps $type verbatim',
    (event) => {
      expect(journalEvent(event)).toEqual(event);
    },
  );

  it('never makes a body that its own request would not match', () => {
    const value = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constant(dataUri),
      fc.string().map((text) => `data:,${text}`),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (body) => {
        expect(sameBody(journaled(body), body)).toBe(true);
      }),
    );
  });
});

function journaled(body: JsonObject): JsonObject {
  const event = journalEvent({ type: 'intent', intent: { endpoint: 'e', body }, at: 1 });
  if (event.type !== 'intent') throw new Error('an intent stays an intent');
  return event.intent.body;
}
