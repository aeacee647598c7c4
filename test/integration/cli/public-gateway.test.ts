import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openStudio } from './studio.js';

/** A proxy that knows a gateway by a public name; every other host it reaches under its own. */
async function proxyTo(gateway: { readonly name: string; readonly url: string }): Promise<string> {
  const proxy = createServer().on('connect', (request, socket) => {
    const asked = new URL(`http://${request.url}`);
    const { hostname, port } = asked.hostname === gateway.name ? new URL(gateway.url) : asked;
    const inner = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    inner.on('error', () => socket.destroy());
    socket.on('error', () => inner.destroy());
    inner.pipe(socket).pipe(inner);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

it('a public gateway does not open the private network to the results that it names', async () => {
  const studio = await openStudio();
  const proxy = await proxyTo({ name: 'gateway.invalid', url: studio.fal.url });
  const behind = await openStudio({ WAN_FAL_BASE_URL: 'http://gateway.invalid', HTTP_PROXY: proxy });
  const run = await behind.generate('-o', 'clip.mp4');
  const [job] = run.document().jobs;
  expect([run.exitCode, job?.status, job?.error?.code], run.stdout).toEqual([6, 'rendered', 'download.failed']);
  expect(job?.error?.message).toContain('127.0.0.1 is not a public host');
  expect([studio.fal.billableSubmits, behind.exists('clip.mp4')]).toEqual([1, false]);
});
