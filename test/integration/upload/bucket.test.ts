import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failureOf } from '../http/client-under-test.js';
import { freePort, startProxy, startServer } from '../http/servers.js';
import { bucketFor, hour, keys, mediaFile, startBucketServer } from './bucket-server.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

const soon = () => Date.now() + hour;

describe('a file in a bucket', () => {
  it('is put under its digest and read through a presigned URL, with its type', async () => {
    const server = await startBucketServer();
    const file = await mediaFile();
    const hosted = await (await bucketFor(server.endpoint)).host(file, soon());
    expect(hosted.digest).toBe(file.digest);
    expect(server.requests).toEqual([`HEAD /clips/${file.digest}.png`, `PUT /clips/${file.digest}.png`]);
    const response = await fetch(hosted.url);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer()).equals(await readFile(file.path))).toBe(true);
  });

  it('is out of reach without the signature', async () => {
    const server = await startBucketServer();
    const { url } = await (await bucketFor(server.endpoint)).host(await mediaFile(), soon());
    expect((await fetch(url.replace(/X-Amz-Signature=[0-9a-f]{4}/, 'X-Amz-Signature=0000'))).status).toBe(403);
  });

  it('is signed over the digest that was hashed, so that S3 refuses another content', async () => {
    const server = await startBucketServer();
    const file = await mediaFile();
    await (await bucketFor(server.endpoint)).host(file, soon());
    expect(server.contentDigests.at(-1)).toBe(file.digest);
  });

  it('is uploaded once, whoever asks again', async () => {
    const server = await startBucketServer();
    const file = await mediaFile();
    await (await bucketFor(server.endpoint)).host(file, soon());
    await (await bucketFor(server.endpoint)).host(file, soon());
    expect(server.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it('lies under the prefix, and under the public address without a signature or an end', async () => {
    const server = await startBucketServer();
    const file = await mediaFile(randomBytes(10), 'image/jpeg');
    const bucket = await bucketFor(server.endpoint, {
      prefix: '/wan/shots 1/',
      publicBaseUrl: `${server.endpoint}/clips/`,
      // Temporary credentials do not matter here.
      env: { ...keys, AWS_CREDENTIAL_EXPIRATION: new Date(Date.now() + 1000).toISOString() },
    });
    expect(await bucket.host(file, soon())).toEqual({
      url: `${server.endpoint}/clips/wan/shots%201/${file.digest}.jpg`,
      expiresAt: null,
      digest: file.digest,
    });
    expect(server.requests[1]).toBe(`PUT /clips/wan/shots%201/${file.digest}.jpg`);
  });

  it('is streamed when it is large', async () => {
    const server = await startBucketServer();
    const bytes = randomBytes(9 * 1024 * 1024);
    const file = await mediaFile(bytes, 'application/octet-stream');
    const { url } = await (await bucketFor(server.endpoint)).host(file, soon());
    expect(new URL(url).pathname).toBe(`/clips/${file.digest}.safetensors`);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('lives as long as it is needed, a day at least and a week at most', async () => {
    const server = await startBucketServer();
    const file = await mediaFile();
    const now = Date.now();
    const bucket = await bucketFor(server.endpoint, { now: () => now });
    expect((await bucket.host(file, now + hour)).expiresAt).toBe(now + 24 * hour);
    expect((await bucket.host(file, now + 50 * hour)).expiresAt).toBe(now + 50 * hour);
    const error = await failureOf(bucket.host(file, now + 169 * hour));
    expect(error).toMatchObject({ code: 'local.bucket', hint: expect.stringContaining('publicBaseUrl') });
  });

  it('travels through the proxy of the environment', async () => {
    const proxy = await startProxy();
    const server = await startBucketServer();
    const bucket = await bucketFor(server.endpoint, { env: { ...keys, HTTP_PROXY: proxy.url } });
    await bucket.host(await mediaFile(), soon());
    expect(new Set(proxy.tunnels)).toEqual(new Set([`127.0.0.1:${server.port}`]));
  });
});

describe('a bucket that does not work', () => {
  it.each([
    ['a wrong secret', { env: { ...keys, AWS_SECRET_ACCESS_KEY: 'wrong' } }, 'the access key or its secret is wrong'],
    ['an unknown key', { env: { ...keys, AWS_ACCESS_KEY_ID: 'nobody' } }, 'the access key or its secret is wrong'],
    ['a bucket that is not there', { name: 'nowhere' }, 'there is no such bucket'],
  ])('says so: %s', async (_, setup, text) => {
    const server = await startBucketServer();
    const error = await failureOf((await bucketFor(server.endpoint, setup)).host(await mediaFile(), soon()));
    expect(error).toMatchObject({ code: 'local.bucket', retryable: false, hint: expect.any(String) });
    expect(error.message).toContain(text);
  });

  it('says so when nobody listens', async () => {
    const error = await failureOf(
      (await bucketFor(`http://127.0.0.1:${await freePort()}`)).host(await mediaFile(), soon()),
    );
    expect(error).toMatchObject({ code: 'local.bucket', retryable: true });
    expect(error.message).toContain('refused the connection');
  });

  it('says so when there are no credentials at all, naming the ways to give some', async () => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const bucket = await bucketFor('http://127.0.0.1:9', { env: {}, profile: 'nobody-has-this-profile' });
    const error = await failureOf(bucket.host(await mediaFile(), soon()));
    expect(error).toMatchObject({ code: 'local.bucket', hint: expect.stringContaining('AWS_PROFILE') });
    expect(error.message).toBe('bucket clips: no credentials were found');
  });

  it('asks the credential service through the proxy too, and names it when that fails', async () => {
    const token = await mediaFile();
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', token.path);
    vi.stubEnv('AWS_ROLE_ARN', 'arn:aws:iam::123456789012:role/upload');
    const proxy = await startProxy(403);
    const bucket = await bucketFor('http://127.0.0.1:9', { env: { HTTPS_PROXY: proxy.url }, region: 'eu-west-1' });
    const error = await failureOf(bucket.host(token, soon()));
    expect(error.message).toContain('the proxy refused the connection to sts.eu-west-1.amazonaws.com (403)');
    expect(new Set(proxy.tunnels)).toEqual(new Set(['sts.eu-west-1.amazonaws.com:443']));
  });

  it('says so when the answer is no S3', async () => {
    const server = await startServer((_, response) => response.writeHead(418).end('<html>teapot</html>'));
    const error = await failureOf((await bucketFor(server.origin)).host(await mediaFile(), soon()));
    expect(error).toMatchObject({ code: 'local.bucket' });
    expect(error.message).toContain('answered 418');
  });

  it('uploads nothing when temporary credentials end before the job may need the file', async () => {
    const server = await startBucketServer();
    const ends = new Date(Date.now() + 0.5 * hour);
    const env = { ...keys, AWS_CREDENTIAL_EXPIRATION: ends.toISOString() };
    const error = await failureOf((await bucketFor(server.endpoint, { env })).host(await mediaFile(), soon()));
    expect(error).toMatchObject({ code: 'local.bucket', hint: expect.stringContaining('publicBaseUrl') });
    expect(error.message).toContain(ends.toISOString());
    expect(server.requests).toEqual([]);
  });

  it('stops with the reason of the stop signal', async () => {
    const server = await startBucketServer();
    const signal = AbortSignal.abort(new Error('stopped by the user'));
    const hosting = (await bucketFor(server.endpoint, { signal })).host(await mediaFile(), soon());
    await expect(hosting).rejects.toThrow('stopped by the user');
  });
});

describe('a check of a bucket', () => {
  it('passes for one that is there and names what is wrong else', async () => {
    const server = await startBucketServer();
    await (await bucketFor(server.endpoint)).check();
    expect(server.requests).toEqual(['PUT /clips/wan-check.txt']);
    const missing = await failureOf((await bucketFor(server.endpoint, { name: 'nowhere' })).check());
    expect(missing.message).toBe('bucket nowhere: there is no such bucket');
    const wrong = await bucketFor(server.endpoint, { env: { ...keys, AWS_SECRET_ACCESS_KEY: 'wrong' } });
    expect((await failureOf(wrong.check())).message).toBe('bucket clips: the access key or its secret is wrong');
  });
});
