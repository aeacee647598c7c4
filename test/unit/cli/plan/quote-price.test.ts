import { describe, expect, it } from 'vitest';
import { findModel } from '../../../../src/catalogue/catalogue.js';
import { openModel } from '../../../../src/catalogue/open-model.js';
import { type PriceQuestion, priceOf } from '../../../../src/cli/plan/quote-price.js';
import type { Account } from '../../../../src/jobs/engine.js';
import type { Money, SubmitIntent } from '../../../../src/providers/provider.js';
import { createWavespeed } from '../../../../src/providers/wavespeed.js';

type Quote = (intent: SubmitIntent) => Promise<Money | undefined>;
const dollars = (amount: number): Money => ({ amount, currency: 'USD' });

/** An account whose provider quotes as told; every body that is asked about is kept. */
function accountThat(quote: Quote | undefined) {
  const asked: SubmitIntent[] = [];
  const { quote: _own, ...wavespeed } = createWavespeed();
  const told = async (intent: SubmitIntent) => {
    asked.push(intent);
    return await quote?.(intent);
  };
  const account: Account = {
    provider: { ...wavespeed, ...(quote === undefined ? {} : { quote: told }) },
    keyFingerprint: 'f',
    apiOrigin: 'https://api.wavespeed.ai',
    call: (confirmSend) => ({
      http: { send: unused, submit: unused },
      events: async function* () {},
      sockets: unused,
      settings: {},
      signal: new AbortController().signal,
      now: () => 0,
      confirmSend,
    }),
  };
  return { account, asked };
}

function unused(): never {
  throw new Error('nothing is sent here');
}

const spec = findModel('wavespeed', 'wan-2.2-spicy-lora');
const fields = { image: 'hero.png', prompt: 'rain', resolution: '480p', duration: 5 };
const sources = { image: 'a'.repeat(64) };
const ask = (account: Account, more: Partial<PriceQuestion> = {}) =>
  priceOf({ spec, fields, account, sources, audioSeconds: undefined, ...more });

describe('the price of a clip', () => {
  it('is that of the catalogue where nobody quotes', async () => {
    const listed = await ask(accountThat(undefined).account);
    expect(listed?.amount).toBeGreaterThan(0);
  });

  it.each([
    ['the quote, when it is higher', 2, 2, 1],
    ['that of the catalogue, when the quote is lower', 0.5, 1, 1],
    ['told without a word when both agree', 1, 1, 0],
    ['told without a word when only the rounding differs', 1 + 1e-9, 1, 0],
  ])('is %s', async (_, quote, expected, said) => {
    const listed = await ask(accountThat(undefined).account);
    const unit = listed?.amount ?? 0;
    const notes: string[] = [];
    const price = await ask(accountThat(async () => dollars(unit * quote)).account, {
      note: (text) => notes.push(text),
    });
    expect(price?.amount).toBeCloseTo(unit * expected, 9);
    expect(notes).toHaveLength(said);
    for (const note of notes)
      expect(note).toMatch(/wavespeed quotes .* the catalogue of \d{4}-\d\d-\d\d says .* counts/);
  });

  it('is that of the catalogue when the quote fails, or is in another currency', async () => {
    const listed = await ask(accountThat(undefined).account);
    const failing = accountThat(async () => {
      throw new Error('down');
    });
    expect(await ask(failing.account)).toEqual(listed);
    expect(await ask(accountThat(async () => ({ amount: 9, currency: 'credits' })).account)).toEqual(listed);
    expect(await ask(accountThat(async () => undefined).account)).toEqual(listed);
  });

  it('is the quote where the catalogue knows none, and unknown where that fails too', async () => {
    const unlisted = { ...spec, price: { kind: 'unknown', why: 'none was published' } } as const;
    const account = accountThat(async () => dollars(0.7)).account;
    expect(await ask(account, { spec: unlisted })).toEqual(dollars(0.7));
    expect(await ask(accountThat(async () => undefined).account, { spec: unlisted })).toBeNull();
  });
});

describe('the price of a clip as long as its sound', () => {
  const speech = {
    spec: findModel('wavespeed', 'wan-2.2-s2v'),
    fields: { image: 'hero.png', audio: 'voice.wav', resolution: '720p' },
    sources: { image: 'a'.repeat(64), audio: 'b'.repeat(64) },
  };

  it('is by its length, and the service, which has not got the sound, is not asked', async () => {
    const { account, asked } = accountThat(async () => dollars(0.3));
    const notes: string[] = [];
    const note = (text: string) => notes.push(text);
    expect(await ask(account, { ...speech, audioSeconds: 500, note })).toEqual(dollars(30));
    expect(await ask(account, { ...speech, audioSeconds: 1, note })).toEqual(dollars(0.18));
    expect([asked, notes]).toEqual([[], []]);
  });

  it.each(['https://sounds.example/voice.wav', 'voice.wav'])(
    'is unknown without that, and says so: %s',
    async (audio) => {
      const { account, asked } = accountThat(async () => dollars(0.3));
      const notes: string[] = [];
      const fields = { ...speech.fields, audio };
      expect(await ask(account, { ...speech, fields, note: (text) => notes.push(text) })).toBeNull();
      expect(asked).toEqual([]);
      expect(notes).toEqual([
        'wavespeed-ai/wan-2.2/speech-to-video is billed by the length of its sound, which is known of local files only: no price',
      ]);
    },
  );

  it('is unknown for a model outside the catalogue, whatever is quoted for a stand-in', async () => {
    const { account, asked } = accountThat(async () => dollars(0.3));
    const parameters = { image: { type: 'string' }, audio: { type: 'string' } } as const;
    const spec = openModel('wavespeed', 'wavespeed-ai/singing-portrait', { parameters, required: [], closed: true });
    const notes: string[] = [];
    const note = (text: string) => notes.push(text);
    expect(await ask(account, { ...speech, spec, audioSeconds: 5, note })).toBeNull();
    expect([asked, notes]).toEqual([[], [expect.stringMatching(/may be billed by the length of the sound or video/)]]);
    expect(await ask(accountThat(undefined).account, { ...speech, spec, note })).toBeNull();
    expect(notes).toHaveLength(1);
  });
});

describe('a quote', () => {
  it('is asked for once for requests that cost the same', async () => {
    const { account, asked } = accountThat(async () => dollars(9));
    await Promise.all(
      Array.from({ length: 200 }, (_, row) =>
        ask(account, {
          fields: { ...fields, prompt: `row ${row}`, negativePrompt: `not ${row}`, seed: row },
          sources: { image: row % 2 === 0 ? `${row}` : `https://images.example/${row}.png` },
        }),
      ),
    );
    expect(asked).toHaveLength(1);
    await ask(account, { fields: { ...fields, resolution: '720p' } });
    await ask(account, { fields: { ...fields, duration: 8 } });
    expect(asked).toHaveLength(3);
  });

  it('that failed is not asked for again by every row', async () => {
    const { account, asked } = accountThat(async () => {
      throw new Error('down');
    });
    for (let row = 0; row < 3; row += 1) await ask(account, { fields: { ...fields, seed: row } });
    expect(asked).toHaveLength(1);
  });

  it('is another account’s own', async () => {
    const mine = accountThat(async () => dollars(8));
    const theirs = accountThat(async () => dollars(9));
    expect([(await ask(mine.account))?.amount, (await ask(theirs.account))?.amount]).toEqual([8, 9]);
  });

  it('tells the service nothing of text, files and paths', async () => {
    const { account, asked } = accountThat(async () => dollars(9));
    const lora = '/home/me/styles/secret.safetensors';
    await ask(account, {
      fields: { ...fields, image: 'https://images.example/a.png?token=hush', loras: [{ path: lora, scale: 0.5 }] },
      sources: { image: 'https://images.example/a.png?token=hush', [`lora:${lora}`]: 'b'.repeat(64) },
    });
    const text = JSON.stringify(asked);
    for (const secret of ['rain', 'hush', 'secret.safetensors']) expect(text).not.toContain(secret);
    expect(asked[0]?.body).toMatchObject({ resolution: '480p', duration: 5 });
  });
});
