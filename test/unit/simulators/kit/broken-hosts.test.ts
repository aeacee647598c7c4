import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  closedPortUrl,
  startProxy,
  startRefusingProxy,
  startSelfSignedServer,
} from '../../../simulators/kit/broken-hosts.js';

async function connectThrough(proxyUrl: string, target: string): Promise<number | undefined> {
  const { hostname, port } = new URL(proxyUrl);
  const attempt = request({ host: hostname, port, method: 'CONNECT', path: target });
  attempt.end();
  const [response, socket] = await once(attempt, 'connect');
  socket.destroy();
  return response.statusCode;
}

describe('hosts that get in the way', () => {
  it('refuse connections', async () => {
    const cause = await fetch(await closedPortUrl()).catch((error: Error) => error.cause);
    expect(cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('refuse to be a proxy', async () => {
    const proxy = await startRefusingProxy();
    onTestFinished(() => proxy.close());
    expect(await connectThrough(proxy.url, 'queue.example:443')).toBe(403);
    expect((await fetch(`${proxy.url}/plain`)).status).toBe(403);
    expect(proxy.seen).toEqual(['queue.example:443', '/plain']);
  });

  it('are a proxy, and tell for whom', async () => {
    const [proxy, other] = [await startProxy(), await startRefusingProxy()];
    onTestFinished(async () => {
      await proxy.close();
      await other.close();
    });
    expect(await connectThrough(proxy.url, new URL(other.url).host)).toBe(200);
    expect(proxy.seen).toEqual([new URL(other.url).host]);
  });

  it('show a certificate that nobody vouches for', async () => {
    const server = await startSelfSignedServer();
    onTestFinished(() => server.close());
    const cause = await fetch(server.url).catch((error: Error) => error.cause);
    expect(cause).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(server.seen).toEqual([]);
  });
});
