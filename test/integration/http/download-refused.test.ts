import { expect, it } from 'vitest';
import { clipBytes, createBench, cutAfter, type Handler, refuse, sendFile, serve } from './download-bench.js';

const body = clipBytes(50_000);
const headersIfRefused = { authorization: 'Bearer x' };

it.each([401, 403])('asks once more with the key after a %i, and not before', async (status) => {
  const server = await serve(refuse(status), sendFile(body));
  const bench = await createBench(`${server.origin}/a.mp4`, { headersIfRefused });
  expect(await bench.run()).toBe(body.length);
  expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer x']);
  expect(bench.clock.slept).toEqual([]);
});

it('gives up when the key is refused too', async () => {
  const server = await serve(refuse(403));
  const bench = await createBench(`${server.origin}/a.mp4`, { headersIfRefused });
  await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed', retryable: false });
  expect(server.requests).toHaveLength(2);
});

it.each([404, 410, 500])('keeps the key to itself after a %i', async (status) => {
  const server = await serve(refuse(status));
  const bench = await createBench(`${server.origin}/a.mp4`, { headersIfRefused });
  await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed' });
  expect(server.requests.map(({ headers }) => headers.authorization)).not.toContain('Bearer x');
});

it('has one try without a key to offer', async () => {
  const server = await serve(refuse(401), sendFile(body));
  const bench = await createBench(`${server.origin}/a.mp4`);
  await expect(bench.run()).rejects.toMatchObject({ code: 'download.failed' });
  expect(server.requests).toHaveLength(1);
});

it('goes on with the key when the connection breaks', async () => {
  const server = await serve(refuse(401), cutAfter(20_000, body), sendFile(body));
  const bench = await createBench(`${server.origin}/a.mp4`, { headersIfRefused });
  expect(await bench.run()).toBe(body.length);
  expect(server.requests[2]?.headers).toMatchObject({ authorization: 'Bearer x', range: 'bytes=20000-' });
  expect(await bench.holds(body)).toBe(true);
});

it('takes it along no redirect', async () => {
  const second = await serve(refuse(403), sendFile(body));
  const toSecond: Handler = (_, response) => void response.writeHead(302, { location: `${second.origin}/b.mp4` }).end();
  const first = await serve(toSecond);
  const bench = await createBench(`${first.origin}/a.mp4`, { headersIfRefused });
  expect(await bench.run()).toBe(body.length);
  expect(first.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer x']);
  expect(second.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
});
