import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acceptOrder } from '../../../../src/media/animatic/accept.js';
import { createAnimaticRenderer } from '../../../../src/media/animatic/renderer.js';
import { createFfmpeg } from '../../../../src/media/ffmpeg.js';
import { inspectClip } from '../../../../src/media/inspect-clip.js';
import { type Bench, clock, createBench, host, until, untilEnd } from './bench.js';

const day = 24 * 3_600_000;
const body = ({ image }: Bench) => ({ image, prompt: 'push in', resolution: '480p', frames: 8, fps: 8, seed: 1 });
/** The pid of the first start, once ffmpeg's stand-in has counted it. */
const firstPid = (bench: Bench) =>
  until(() => {
    const path = join(bench.directory, 'r1', 'attempt-1', 'process.json');
    const isCounted = existsSync(path) && bench.launches() > 0;
    return isCounted ? Number(JSON.parse(readFileSync(path, 'utf8')).pid) : undefined;
  });

describe('the animatic renderer', () => {
  it('renders what it accepted, and keeps it for a week', async () => {
    const bench = await createBench();
    await bench.renderer.accept('r1', body(bench));
    rmSync(bench.image);
    const end = await untilEnd(bench.renderer, 'r1');
    if (end.status !== 'finished') throw new Error(end.status);
    expect(await inspectClip(end.path)).toMatchObject({ width: 720, height: 480, frames: 8, codec: 'avc' });
    expect(Math.abs(end.keptUntil - Date.now() - 7 * day)).toBeLessThan(60_000);
    expect(await bench.renderer.list()).toEqual(['r1']);
  });

  it('takes one id once, whoever orders it again and when', async () => {
    const bench = await createBench();
    await Promise.all([bench.renderer.accept('r1', body(bench)), bench.rendererAt(0).accept('r1', body(bench))]);
    await untilEnd(bench.renderer, 'r1');
    await bench.renderer.accept('r1', { ...body(bench), prompt: 'pan left' });
    expect((await bench.renderer.status('r1')).status).toBe('finished');
    expect(bench.launches()).toBe(1);
  });

  it('starts what was accepted and not started, once for all who ask', async () => {
    const bench = await createBench();
    await acceptOrder(bench.directory, 'r1', body(bench));
    await Promise.all([1, 2, 3, 4].map(() => bench.rendererAt(0).status('r1')));
    expect((await untilEnd(bench.renderer, 'r1')).status).toBe('finished');
    expect(bench.launches()).toBe(1);
  });

  it('knows nothing of an id that was never accepted, and refuses what is none', async () => {
    const { renderer } = await createBench();
    expect(await renderer.status('r1')).toEqual({ status: 'absent' });
    expect(await renderer.cancel('r1')).toBe('absent');
    await expect(renderer.status('../r1')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('accepts nothing without ffmpeg', async () => {
    const bench = await createBench();
    const ffmpeg = createFfmpeg({ env: {}, platform: process.platform, cwd: bench.directory });
    const renderer = createAnimaticRenderer({ directory: bench.directory, ffmpeg, host, clock });
    await expect(renderer.accept('r1', body(bench))).rejects.toMatchObject({ code: 'local.ffmpeg-missing' });
    expect(await bench.renderer.status('r1')).toEqual({ status: 'absent' });
  });

  it.each([
    ['a missing image', { image: '/no/such/image.png' }, 'image.missing'],
    ['a relative path', { image: 'image.png' }, 'request.invalid'],
    ['an unknown resolution', { resolution: 'huge' }, 'request.invalid'],
    ['an unknown key', { steps: 30 }, 'request.invalid'],
  ])('accepts nothing with %s, and leaves nothing behind', async (_, wrong, code) => {
    const bench = await createBench();
    await expect(bench.renderer.accept('r1', { ...body(bench), ...wrong })).rejects.toMatchObject({ code });
    expect(await bench.renderer.status('r1')).toEqual({ status: 'absent' });
    expect(existsSync(bench.directory) ? readdirSync(bench.directory) : []).toEqual([]);
  });

  it('starts again when ffmpeg was killed', async () => {
    const bench = await createBench();
    bench.misbehave('exec sleep 300', 1);
    await bench.renderer.accept('r1', body(bench));
    expect(await bench.renderer.status('r1')).toEqual({ status: 'queued' });
    process.kill(await firstPid(bench), 'SIGKILL');
    expect((await untilEnd(bench.renderer, 'r1')).status).toBe('finished');
    expect(bench.launches()).toBe(2);
  });

  it('does not take a clip for whole that ffmpeg ended early', async () => {
    const bench = await createBench();
    bench.misbehave('printf "frame=3\\nprogress=end\\n" > "$progress"; exit 255', 1);
    await bench.renderer.accept('r1', body(bench));
    expect((await untilEnd(bench.renderer, 'r1')).status).toBe('finished');
    expect(bench.launches()).toBe(2);
  });

  it('does not believe a progress file whose clip is cut off', async () => {
    const bench = await createBench();
    bench.misbehave('printf "frame=8\\nprogress=end\\n" > "$progress"; echo cut > "$clip"; exit 0', 1);
    await bench.renderer.accept('r1', body(bench));
    expect((await untilEnd(bench.renderer, 'r1')).status).toBe('finished');
    expect(bench.launches()).toBe(2);
  });

  it('gives up after three starts, with what ffmpeg said last', async () => {
    const bench = await createBench();
    bench.misbehave('echo "Unknown encoder libx264" >&2; exit 1', 99);
    await bench.renderer.accept('r1', body(bench));
    expect(await untilEnd(bench.renderer, 'r1')).toEqual({ status: 'failed', reason: 'Unknown encoder libx264' });
    expect((await bench.renderer.status('r1')).status).toBe('failed');
    expect(await bench.renderer.cancel('r1')).toBe('too-late');
    expect(bench.launches()).toBe(3);
  });

  it('cancels for good, and ends ffmpeg', async () => {
    const bench = await createBench();
    bench.misbehave('exec sleep 300', 99);
    await bench.renderer.accept('r1', body(bench));
    const pid = await firstPid(bench);
    expect(await bench.renderer.cancel('r1')).toBe('cancelled');
    expect(await bench.rendererAt(day).status('r1')).toEqual({ status: 'cancelled' });
    await until(() => (host.isAlive(pid) ? undefined : true));
    expect(bench.launches()).toBe(1);
  });

  it('is too late to cancel what is finished', async () => {
    const bench = await createBench();
    await bench.renderer.accept('r1', body(bench));
    await untilEnd(bench.renderer, 'r1');
    expect(await bench.renderer.cancel('r1')).toBe('too-late');
    expect((await bench.renderer.status('r1')).status).toBe('finished');
  });

  it('waits ten seconds before it takes a start that left no trace for dead', async () => {
    const bench = await createBench();
    await acceptOrder(bench.directory, 'r1', body(bench));
    mkdirSync(join(bench.directory, 'r1', 'attempt-1'));
    expect(await bench.rendererAt(8_000).status('r1')).toEqual({ status: 'queued' });
    expect(bench.launches()).toBe(0);
    await bench.rendererAt(12_000).status('r1');
    expect((await untilEnd(bench.renderer, 'r1')).status).toBe('finished');
    expect(bench.launches()).toBe(1);
  });

  it.runIf(process.platform === 'linux')('finds a start that left no pid by what it renders', async () => {
    const bench = await createBench();
    bench.misbehave('sleep 300 & exec sh -c "kill -STOP \\$\\$; wait" "$@"', 1);
    await bench.renderer.accept('r1', body(bench));
    const pid = await firstPid(bench);
    rmSync(join(bench.directory, 'r1', 'attempt-1', 'process.json'));
    expect(await bench.rendererAt(60_000).status('r1')).toEqual({ status: 'queued' });
    expect(bench.launches()).toBe(1);
    process.kill(-pid, 'SIGKILL');
  });

  it('lets silence decide where the pid says nothing: in another container', async () => {
    const bench = await createBench();
    bench.misbehave('exec sleep 300', 1);
    await bench.renderer.accept('r1', body(bench));
    const pid = await firstPid(bench);
    const path = join(bench.directory, 'r1', 'attempt-1', 'process.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), pidNamespace: 'pid:[1]' }));
    await bench.rendererAt(60_000).status('r1');
    expect(bench.launches()).toBe(1);
    await bench.rendererAt(180_000).status('r1');
    expect((await untilEnd(bench.renderer, 'r1')).status).toBe('finished');
    expect(bench.launches()).toBe(2);
    process.kill(pid, 'SIGKILL');
  });

  it('removes results and drafts of long ago when a new order comes', async () => {
    const bench = await createBench();
    await bench.renderer.accept('r1', body(bench));
    await untilEnd(bench.renderer, 'r1');
    mkdirSync(join(bench.directory, '.draft-left'));
    await bench.rendererAt(6 * day).accept('r2', body(bench));
    expect((await bench.renderer.list()).toSorted()).toEqual(['r1', 'r2']);
    await untilEnd(bench.renderer, 'r2');
    await bench.rendererAt(8 * day).accept('r3', body(bench));
    expect(readdirSync(bench.directory)).toEqual(['r3']);
    await untilEnd(bench.renderer, 'r3');
  });
});
