import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { afterTest, makeCertificate, startProxy, startSecureServer } from './servers.js';

// Node reads NODE_EXTRA_CA_CERTS once, at its start: this needs a process of its own.
const program = `
  import { createConnections } from './connection.ts';
  import { createHttpClient } from './create-client.ts';

  async function main([origin]) {
    const connections = createConnections({ env: process.env });
    const client = createHttpClient({
      provider: 'fal', apiOrigins: [origin], connections, clock: { monotonic: () => 0 },
      signal: new AbortController().signal, confirmSend: () => {}, userAgent: 'wan/test',
    });
    for (const method of ['send', 'submit']) {
      const exchange = client[method]({ method: 'POST', url: origin + '/', json: {} });
      console.log(await exchange.then(({ status }) => status, ({ code }) => code));
    }
    await connections.close();
  }
  main(process.argv.slice(2));
`;

it('trusts NODE_EXTRA_CA_CERTS, directly and through a proxy', async () => {
  const certificate = makeCertificate();
  const server = await startSecureServer(certificate, (_, response) => response.end('{}'));
  const proxy = await startProxy();
  const script = await bundle();
  const run = async (env: Record<string, string>) =>
    (await execa('node', [script, server.origin], { env, extendEnv: false, lines: true })).stdout;

  expect(await run({})).toEqual(['network.failed', 'network.failed']);
  expect(await run({ NODE_EXTRA_CA_CERTS: certificate.path })).toEqual(['200', '200']);
  expect(await run({ NODE_EXTRA_CA_CERTS: certificate.path, HTTPS_PROXY: proxy.url })).toEqual(['200', '200']);
  expect(proxy.tunnels).toHaveLength(2);
});

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wan-ca-'));
  afterTest(() => rm(folder, { recursive: true }));
  const outfile = join(folder, 'program.cjs');
  const resolveDir = join(import.meta.dirname, '../../../src/http');
  await build({
    stdin: { contents: program, resolveDir, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  return outfile;
}
