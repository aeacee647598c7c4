import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { inspectClip } from '../../../src/media/inspect-clip.js';
import { NotAVideo } from '../../../src/media/not-a-video.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const sound = ['-f', 'lavfi', '-i', 'sine=d=2'];
const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'];

/** Two seconds of 160x90 at 16 fps, under a name that says nothing. */
function render(...options: string[]): string {
  const path = join(temporaryDirectory(), 'result.bin');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=16:d=2'];
  execFileSync('ffmpeg', ['-v', 'error', ...picture, ...options, path]);
  return path;
}

function written(bytes: string | Uint8Array): string {
  const path = join(temporaryDirectory(), 'result.mp4');
  writeFileSync(path, bytes);
  return path;
}

describe('a clip', () => {
  it('of a codec that the parser does not know is one all the same, of which the parser says nothing', async () => {
    const says = ['log', 'warn', 'error'] as const;
    const spies = says.map((level) => vi.spyOn(console, level).mockImplementation(() => undefined));
    const clip = await inspectClip(render('-c:v', 'qtrle', '-f', 'mov'));
    expect(clip).toMatchObject({ container: 'mov', codec: null, frames: 32 });
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  it.each([
    ['mp4', 'avc', [...h264, '-movflags', '+faststart', '-f', 'mp4']],
    ['mp4', 'avc', [...h264, '-movflags', '+frag_keyframe+empty_moov', '-f', 'mp4']],
    ['mov', 'avc', [...h264, '-f', 'mov']],
    ['webm', 'vp9', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-f', 'webm']],
    ['mkv', 'avc', [...h264, '-f', 'matroska']],
    ['gif', 'gif', ['-f', 'gif']],
    ['webp', 'webp', ['-c:v', 'libwebp_anim', '-f', 'webp']],
  ])('is %s by its bytes, with its true size and length', async (container, codec, options) => {
    const clip = await inspectClip(render(...options));
    expect(clip).toMatchObject({ container, extension: container, codec, width: 160, height: 90, hasAudio: false });
    expect(clip.frames).toBeGreaterThanOrEqual(31);
    expect(Math.abs(clip.durationSeconds - 2)).toBeLessThan(0.1);
    expect(Math.abs(clip.fps - 16)).toBeLessThan(0.8);
    expect(clip.hasCredentials).toBe(false);
  });

  it('has sound when it has', async () => {
    expect((await inspectClip(render(...sound, ...h264, '-c:a', 'aac', '-f', 'mp4'))).hasAudio).toBe(true);
  });

  it.each([
    ['a C2PA box', Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex'), true],
    ['XMP', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), false],
  ])('with %s carries credentials or not', async (_, uuid, carries) => {
    const header = Buffer.alloc(8);
    header.writeUInt32BE(8 + 16 + 4);
    header.write('uuid', 4, 'latin1');
    const clip = readFileSync(render(...h264, '-f', 'mp4'));
    const marked = written(Buffer.concat([clip, header, uuid, Buffer.alloc(4)]));
    expect((await inspectClip(marked)).hasCredentials).toBe(carries);
  });
});

describe('what is no clip', () => {
  it.each([
    ['empty', '', /empty/],
    ['other', '<!DOCTYPE html><title>502</title>', /an HTML page/],
    ['other', '{"detail":"not found"}', /a JSON document/],
    ['other', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', /an XML document/],
    ['other', '#EXTM3U\n#EXTINF:2,\nsegment0.ts\n', /text/],
    ['other', 'ffconcat version 1.0\nfile other.mp4\n', /text/],
  ])('is %s: %j', async (reason, text, message) => {
    await expect(inspectClip(written(text))).rejects.toMatchObject({
      reason,
      code: 'download.failed',
      message: expect.stringMatching(message),
    });
  });

  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('is a still %s', async (kind) => {
    const still = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .toFormat(kind)
      .toBuffer();
    await expect(inspectClip(written(still))).rejects.toMatchObject({ reason: 'still-image', retryable: false });
  });

  it('is sound alone', async () => {
    const path = join(temporaryDirectory(), 'voice.mp4');
    execFileSync('ffmpeg', ['-v', 'error', ...sound, '-c:a', 'aac', '-f', 'mp4', path]);
    await expect(inspectClip(path)).rejects.toMatchObject({ reason: 'no-picture' });
  });

  it.each([
    ['an MP4 whose index comes first', [...h264, '-movflags', '+faststart', '-f', 'mp4']],
    ['an MP4 whose index comes last', [...h264, '-f', 'mp4']],
    ['a WebM', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-f', 'webm']],
  ])('is %s that was cut off anywhere', async (_, options) => {
    const whole = readFileSync(render(...options));
    for (const share of [0.999, 0.9, 0.5, 0.1]) {
      const refusal = await inspectClip(written(whole.subarray(0, whole.length * share))).catch(
        (error: unknown) => error,
      );
      expect(refusal, `${share} of it`).toBeInstanceOf(NotAVideo);
      expect(refusal).toMatchObject({ retryable: true });
    }
  });

  it('is a file of the right length whose end never arrived', async () => {
    const path = render(...h264, '-movflags', '+faststart', '-f', 'mp4');
    const { length } = readFileSync(path);
    truncateSync(path, Math.floor(length * 0.6));
    truncateSync(path, length);
    await expect(inspectClip(path)).rejects.toMatchObject({ reason: 'truncated' });
  });

  it('is a box that begins like a video and holds noise', async () => {
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256));
    await expect(
      inspectClip(written(Buffer.concat([Buffer.from('\0\0\0\x10ftypisom\0\0\0\0', 'latin1'), noise]))),
    ).rejects.toBeInstanceOf(NotAVideo);
  });
});
