import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src/providers/provider.js';
import type { HostedFile, MediaFile } from '../../../src/providers/request.js';
import { type HostOptions, hostMedia, type UploadCache } from '../../../src/upload/host-media.js';
import { failureOf } from '../http/client-under-test.js';
import { mediaFile } from './bucket-server.js';

describe('a file is handed over', () => {
  it('as its path to the embedded provider', async () => {
    const file = await mediaFile();
    expect(await hostMedia(setup(file, { place: 'path' }))).toEqual({
      url: file.path,
      expiresAt: null,
      digest: file.digest,
    });
  });

  it('as a data URI with its type', async () => {
    const file = await mediaFile(new TextEncoder().encode('pixels'), 'image/webp');
    const { url, expiresAt } = await hostMedia(setup(file, { place: 'data-uri' }));
    expect([url, expiresAt]).toEqual(['data:image/webp;base64,cGl4ZWxz', null]);
  });

  it('to the bucket, which is told how long it is needed, past the cache', async () => {
    const file = await mediaFile();
    const asked: unknown[] = [];
    const hosted = { url: 'https://s3.example/a', expiresAt: 900 };
    const bucket = {
      name: 'clips',
      host: async (...question: unknown[]) => {
        asked.push(question);
        return hosted;
      },
      check: async () => {},
    };
    expect(await hostMedia(setup(file, { place: 'bucket', bucket }))).toBe(hosted);
    expect(asked).toEqual([[file, 500]]);
  });

  it('to no bucket when there is none', async () => {
    const error = await failureOf(hostMedia(setup(await mediaFile(), { place: 'bucket' })));
    expect(error.code).toBe('local.bucket');
  });
});

describe("a file in the provider's own storage", () => {
  it.each([
    ['reused while it does not expire', null, 0],
    ['reused when it lasts just long enough', 500, 0],
    ['made again when it would end too early', 499, 1],
    ['made when there is none', undefined, 1],
  ])('is %s', async (_, expiresAt, uploads) => {
    const file = await mediaFile();
    const cache = memoryCache();
    if (expiresAt !== undefined) {
      cache.save({ digest: file.digest, place: 'fal:mine', hosted: { url: 'https://old.example/a', expiresAt } });
    }
    const uploaded: MediaFile[] = [];
    const provider = providerThat(uploaded);
    const hosted = await hostMedia(setup(file, { place: 'upload', cache, provider }));
    expect(uploaded).toHaveLength(uploads);
    expect(hosted.url).toBe(uploads === 0 ? 'https://old.example/a' : 'https://new.example/a');
    expect(await hostMedia(setup(file, { place: 'upload', cache, provider }))).toEqual(hosted);
    expect(uploaded).toHaveLength(uploads);
  });

  it('is not shared between accounts', async () => {
    const file = await mediaFile();
    const uploaded: MediaFile[] = [];
    const shared = { place: 'upload', cache: memoryCache(), provider: providerThat(uploaded) } as const;
    await hostMedia(setup(file, { ...shared, account: 'mine' }));
    await hostMedia(setup(file, { ...shared, account: 'yours' }));
    expect(uploaded).toHaveLength(2);
  });

  it('is not shared between models where only one can read it, and its place is told which', async () => {
    const file = await mediaFile();
    const models: (string | undefined)[] = [];
    const provider: HostOptions['provider'] = {
      id: 'dashscope',
      upload: async (_file, _call, endpoint) => {
        models.push(endpoint);
        return { url: `oss://${endpoint}`, expiresAt: 1000 };
      },
    };
    const shared = { place: 'upload', cache: memoryCache(), provider } as const;
    for (const onlyFor of ['one', 'other', 'one', undefined]) await hostMedia(setup(file, { ...shared, onlyFor }));
    expect(models).toEqual(['one', 'other', undefined]);
  });
});

function setup(file: MediaFile, options: Partial<HostOptions>): HostOptions {
  return {
    file,
    place: 'upload',
    neededUntil: 500,
    provider: { id: 'fal' },
    call,
    account: 'mine',
    bucket: undefined,
    cache: memoryCache(),
    ...options,
  };
}

function providerThat(uploaded: MediaFile[]): HostOptions['provider'] {
  return {
    id: 'fal',
    upload: async (file) => {
      uploaded.push(file);
      return { url: 'https://new.example/a', expiresAt: 1000 };
    },
  };
}

function memoryCache(): UploadCache {
  const known = new Map<string, HostedFile>();
  return {
    find: (digest, place) => known.get(`${place} ${digest}`),
    save: ({ digest, place, hosted }) => void known.set(`${place} ${digest}`, hosted),
  };
}

const unused = () => Promise.reject(new Error('not expected here'));
const call: Call = {
  http: { send: unused, submit: unused },
  events: async function* () {},
  sockets: async function* () {},
  settings: {},
  signal: new AbortController().signal,
  now: () => 0,
  confirmSend: () => {},
};
