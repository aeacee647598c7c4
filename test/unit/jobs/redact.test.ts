import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/jobs/redact.js';

const redactor = createRedactor();

describe('URLs in text', () => {
  it.each([
    ['https://cdn.example/a/hero.png', 'https://cdn.example/a/hero.png'],
    ['https://cdn.example/hero.png?X-Amz-Signature=abc&x=1', 'https://cdn.example/hero.png?…'],
    ['https://cdn.example?token=abc', 'https://cdn.example?…'],
    ['https://user:pass@cdn.example:8443/p', 'https://…@cdn.example:8443/p'],
    ['https://us@er:pa@ss@cdn.example/p', 'https://…@cdn.example/p'],
    ['https://cdn.example/p#access_token=abc', 'https://cdn.example/p#…'],
    ['https://cdn.example/@handle/p', 'https://cdn.example/@handle/p'],
    ['HTTPS://CDN.example/p?q=1', 'HTTPS://CDN.example/p?…'],
    ['s3://user@bucket/key?versionId=1', 's3://…@bucket/key?…'],
    ["https://cdn.example/p?name='quoted'", 'https://cdn.example/p?…'],
    ['https://user:p\\@cdn.example/?q', 'https://user:p\\@cdn.example/?…'],
    ['(see https://a.example/x?y=1) and https://b.example/z', '(see https://a.example/x?… and https://b.example/z'],
    ['/here/https:/me:pw@a.example/x?y=1: no such file', '/here/https:/…@a.example/x?… no such file'],
    ['{"image":"https://a.example/x?y=1","seed":7}', '{"image":"https://a.example/x?…","seed":7}'],
  ])('%s', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  it('leaves prose alone', () => {
    const prose = 'Why? The door opens: a@b, 50% off; invalid token: expired. data: none, key: 4';
    expect(redactor.text(prose)).toBe(prose);
  });
});

describe('data URIs', () => {
  it('become their type, size and digest', () => {
    const image = Buffer.alloc(12_345, 7);
    expect(redactor.text(`image=data:image/png;base64,${image.toString('base64')} end`)).toMatch(
      /^image=data:image\/png;base64,… \(12 kB, sha256 [0-9a-f]{12}…\) end$/,
    );
  });

  it('have the digest of the bytes, not of the text', () => {
    // SHA-256 of the three bytes "abc", FIPS 180-2 appendix B.1.
    expect(redactor.text('data:text/plain;base64,YWJj')).toBe('data:text/plain;base64,… (3 B, sha256 ba7816bf8f01…)');
    expect(redactor.text('data:text/plain,abc')).toBe('data:text/plain,… (3 B, sha256 ba7816bf8f01…)');
  });
});

describe('credentials in text', () => {
  it.each([
    ['Authorization: Key abc:def', 'Authorization: ***'],
    ['{"authorization":"Bearer abc","x":1}', '{"authorization":"***","x":1}'],
    ['sent x-api-key: 0123456789abcdef01 to', 'sent x-api-key: *** to'],
    ['api_token=0123456789abcdef01', 'api_token=***'],
    ['Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc was refused', 'Bearer *** was refused'],
  ])('%s', (text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });
});

describe('known keys', () => {
  it('are taken out as they are, percent-encoded and inside JSON', () => {
    const key = 'id:se"cret/+42';
    const { text } = createRedactor([`${key}\n`]);
    expect(text(`a ${key} b`)).toBe('a *** b');
    expect(text(`q ${encodeURIComponent(key)}`)).toBe('q ***');
    expect(text(JSON.stringify({ note: key }))).toBe('{"note":"***"}');
  });

  it('are taken out whole when one contains another', () => {
    expect(createRedactor(['abcd', 'abcdefgh']).text('abcdefgh')).toBe('***');
  });

  it('do not blank the text when a variable is empty or a single letter', () => {
    expect(createRedactor(['', ' ', 'a']).text('a cat')).toBe('a cat');
  });
});

describe('JSON', () => {
  it('loses the values of fields that hold keys, and keeps those that only sound like it', () => {
    const value = {
      headers: { Authorization: 'Key abc', 'X-API-Key': 'abc', Cookie: 'abc' },
      accessToken: 'abc',
      client_secret: ['abc'],
      key: 12345,
      apikey: { nested: 'abc' },
      keyFingerprint: 'f00',
      max_tokens: 100,
      monkey: 'george',
      prompt: 'the key turns',
    };
    expect(redactor.json(value)).toEqual({
      headers: { Authorization: '***', 'X-API-Key': '***', Cookie: '***' },
      accessToken: '***',
      client_secret: '***',
      key: '***',
      apikey: '***',
      keyFingerprint: 'f00',
      max_tokens: 100,
      monkey: 'george',
      prompt: 'the key turns',
    });
  });

  it('still tells whether there is a key', () => {
    expect(redactor.json({ key: true, token: null, secret: '' })).toEqual({ key: true, token: null, secret: '' });
  });

  it('redacts strings at any depth, and names', () => {
    expect(redactor.json({ loras: [{ path: 'https://hub.example/x?token=1' }], 'https://h.example/?a': 1 })).toEqual({
      loras: [{ path: 'https://hub.example/x?…' }],
      'https://h.example/?…': 1,
    });
  });

  it("keeps the provider's own result URL whole, but no known key in it", () => {
    const videoUrl = 'https://cdn.example/v.mp4?sig=abc';
    expect(redactor.json({ videoUrl })).toEqual({ videoUrl });
    expect(createRedactor(['sk-0123']).json({ videoUrl: 'https://h.example/?k=sk-0123' })).toEqual({
      videoUrl: 'https://h.example/?k=***',
    });
  });

  it('takes what JSON has no word for', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    const value = [undefined, Number.NaN, 10n, () => 1, Symbol('s'), new Date(0), new Date(Number.NaN), loop];
    expect(redactor.json(value)).toEqual([
      null,
      null,
      '10',
      null,
      null,
      '1970-01-01T00:00:00.000Z',
      null,
      { self: null },
    ]);
    expect(redactor.json({ left: undefined, out: () => 1, kept: null })).toEqual({ kept: null });
  });

  it('does not fail on nesting that would exhaust the stack', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level += 1) deep = [deep];
    expect(JSON.stringify(redactor.json(deep))).toContain('null');
  });

  it('does not mistake the same object twice for a loop', () => {
    const shared = { a: 1 };
    expect(redactor.json([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });
});

describe('whatever comes in', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9_-]{20,40}$/);

  it('no known key survives, in any JSON', () => {
    const holding = (key: string) =>
      fc.tuple(fc.jsonValue(), fc.string(), fc.string()).map(([json, before, after]) => ({
        json,
        [`${before}${key}`]: [`${before}${key}${after}`, { videoUrl: `https://h.example/${key}?k=${key}` }],
      }));
    fc.assert(
      fc.property(
        secret.chain((key) => fc.tuple(fc.constant(key), holding(key))),
        ([key, value]) => {
          expect(JSON.stringify(createRedactor([key]).json(value))).not.toContain(key);
        },
      ),
    );
  });

  it('no query and no userinfo of a URL survives, in any text', () => {
    const around = fc.string().map((text) => text.replace(/\S*:\/\/\S*/g, ''));
    fc.assert(
      fc.property(secret, secret, around, around, (query, user, before, after) => {
        const text = `${before} https://${user}:${user}@h.example/p?k=${query}&b=1#${query} ${after}`;
        const redacted = redactor.text(text);
        expect(redacted).toContain('h.example/p?…');
        expect(redacted).not.toContain(query);
        expect(redacted).not.toContain(user);
      }),
    );
  });

  it('the answer is plain JSON, and redacting again changes nothing', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withSparseArray: false }), (value) => {
        const text = JSON.stringify(redactor.json(value));
        const readBack: unknown = JSON.parse(text);
        expect(JSON.stringify(readBack)).toBe(text);
        expect(JSON.stringify(redactor.json(readBack))).toBe(text);
      }),
    );
  });

  it('long text is no trap for the patterns', () => {
    const traps = ['a'.repeat(300_000), 'a-'.repeat(150_000), 'data:'.repeat(60_000), 'key '.repeat(60_000)];
    const before = process.cpuUsage();
    for (const trap of traps) redactor.text(trap);
    // Quadratic patterns take minutes here. Not by the clock: other programs of the machine may take its time.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});
