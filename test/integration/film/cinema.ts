import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { launchBrowser } from '../../support/browser.js';

/** What a browser saw of a film. */
export interface Screening {
  readonly error: string | null;
  /** Errors and warnings of the page, and what it could not load. */
  readonly complaints: readonly string[];
  readonly ended: boolean;
  readonly duration: number;
  readonly width: number;
  readonly height: number;
  /** Time at which the first playback ended. */
  readonly endedAt: number;
  readonly corruptedFrames: number;
  /** Of each place that was asked for: the time of the picture that came, and how much its pixels differ. */
  readonly seeks: readonly { readonly mediaTime: number; readonly contrast: number }[];
}

/** Plays a film from a server of this machine to its end in Chromium, then seeks to each of these seconds. */
export async function screen(film: string, seconds: readonly number[]): Promise<Screening> {
  const origin = await serve(film);
  const browser = await launchBrowser('--autoplay-policy=no-user-gesture-required');
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => {
      // Seeking gives up what it was loading.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed`);
    });
    await page.goto(origin);
    const seen = await page.evaluate<Omit<Screening, 'complaints'>>(`watch(${JSON.stringify(seconds)})`);
    return { ...seen, complaints };
  } finally {
    await browser.close();
  }
}

/** A page with the film, and the film in the ranges that a player asks for. */
async function serve(film: string): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/') return response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    if (request.url !== '/film.mp4') return response.writeHead(204).end();
    const { size } = statSync(film);
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const [start, end] = [Number(from), to === '' ? size - 1 : Number(to)];
    response.writeHead(206, {
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${size}`,
    });
    return createReadStream(film, { start, end }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

const page = `<!doctype html><title>film</title><video src="film.mp4" muted preload="auto"></video><script>
const video = document.querySelector('video');
const happens = (name) => new Promise((resolve) => {
  video.addEventListener(name, resolve, { once: true });
  video.addEventListener('error', resolve, { once: true });
});
function contrast() {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 36];
  const pen = canvas.getContext('2d');
  pen.drawImage(video, 0, 0, 64, 36);
  const values = pen.getImageData(0, 0, 64, 36).data.filter((_, index) => index % 4 === 1);
  return Math.max(...values) - Math.min(...values);
}
async function seek(to) {
  const shown = new Promise((resolve) => {
    video.requestVideoFrameCallback((_, facts) => resolve(facts.mediaTime));
    setTimeout(resolve, 5000, -1);
  });
  const arrived = happens('seeked');
  video.currentTime = to;
  await arrived;
  return { mediaTime: await shown, contrast: contrast() };
}
async function watch(places) {
  if (video.readyState < 3 && !video.error) await happens('canplay');
  const ended = happens('ended');
  video.playbackRate = 2;
  await video.play().catch(() => {});
  await ended;
  const facts = {
    ended: video.ended, endedAt: video.currentTime, duration: video.duration,
    width: video.videoWidth, height: video.videoHeight,
  };
  const seeks = [];
  for (const place of places) seeks.push(await seek(place));
  const { corruptedVideoFrames: corruptedFrames = 0 } = video.getVideoPlaybackQuality();
  return { ...facts, seeks, corruptedFrames, error: video.error && video.error.message };
}
</script>`;
