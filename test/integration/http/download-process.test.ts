import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clipBytes, type Handler, sendFile, serve } from './download-bench.js';

let directory = '';
let program = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wan-download-'));
  program = join(directory, 'download.cjs');
  const entryPoints = [fileURLToPath(new URL('./download-child.ts', import.meta.url))];
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
});

afterAll(() => rm(directory, { recursive: true }));

function start(url: string, path: string, limits = ''): { child: ChildProcess; output: Promise<string> } {
  const command = ['-c', `${limits}exec "$0" "$@"`, process.execPath, program, url, path];
  const child = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { child, output: new Promise((resolve) => child.on('close', () => resolve(text))) };
}

describe('download in a process of its own', () => {
  it('continues what a killed process left', async () => {
    const body = clipBytes(4_000_000);
    const path = join(directory, 'killed.mp4');
    let half = () => {};
    const stopped: Handler = (_, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': body.length });
      response.write(body.subarray(0, 2_000_000), () => half());
    };
    const server = await serve(stopped, sendFile(body));
    const { child, output } = start(`${server.origin}/a.mp4`, path);
    await new Promise<void>((resolve) => {
      half = resolve;
    });
    await expect.poll(async () => (await stat(`${path}.part`)).size).toBe(2_000_000);
    child.kill('SIGKILL');
    expect(await output).toBe('');

    expect(JSON.parse(await start(`${server.origin}/a.mp4`, path).output)).toMatchObject({ bytes: body.length });
    expect(server.requests[1]?.headers.range).toBe('bytes=2000000-');
    expect((await readFile(`${path}.part`)).equals(body)).toBe(true);
  });

  it('keeps what a disk has taken that takes no more, and continues when it does', async () => {
    const body = clipBytes(4_000_000);
    const path = join(directory, 'full.mp4');
    const server = await serve(sendFile(body));
    const failed = JSON.parse(await start(`${server.origin}/a.mp4`, path, 'ulimit -f 2000; ').output);
    expect(failed).toMatchObject({ code: 'local.disk', retryable: false });
    expect(server.requests).toHaveLength(1);
    expect((await stat(`${path}.part`)).size).toBeGreaterThan(1_000_000 - 1);

    expect(JSON.parse(await start(`${server.origin}/a.mp4`, path).output)).toMatchObject({ bytes: body.length });
    expect(server.requests[1]?.headers.range).toMatch(/^bytes=[1-9]\d+-$/);
    expect((await readFile(`${path}.part`)).equals(body)).toBe(true);
  });

  it('needs no more memory for 300 MB than for 3', async () => {
    const path = join(directory, 'large.mp4');
    const chunk = clipBytes(1_000_000);
    const generated =
      (count: number): Handler =>
      (_, response) => {
        response.writeHead(200, { 'content-length': count * chunk.length });
        let left = count;
        const more = () => {
          while (left > 0) {
            left -= 1;
            if (!response.write(chunk)) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      };
    const server = await serve(generated(3), generated(300));
    const small = JSON.parse(await start(`${server.origin}/small.mp4`, join(directory, 'small.mp4')).output);
    const large = JSON.parse(await start(`${server.origin}/large.mp4`, path).output);
    expect(large.bytes).toBe(300_000_000);
    // Held in memory it would be three times as much.
    expect(large.peak - small.peak).toBeLessThan(100_000_000);
  });
});
