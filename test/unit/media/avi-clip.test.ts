import { describe, expect, it } from 'vitest';
import { inspectAvi } from '../../../src/media/avi-clip.js';
import { NotAVideo } from '../../../src/media/not-a-video.js';

const size = 10_000;

/** The main header as the reference lays it out: 16 frames at 16 a second, 640x480, two streams. */
function head(change: Readonly<Record<number, number>> = {}): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('RIFF', 0);
  bytes.write('AVI LIST', 8);
  bytes.write('hdrlavih', 20);
  const fields = { 4: size - 8, 32: 62_500, 48: 16, 56: 2, 64: 640, 68: 480, ...change };
  for (const [at, value] of Object.entries(fields)) bytes.writeUInt32LE(value, Number(at));
  return bytes;
}

describe('an AVI', () => {
  it('is told by its main header', () => {
    expect(inspectAvi(head(), size)).toMatchObject({
      container: 'avi',
      width: 640,
      height: 480,
      frames: 16,
      fps: 16,
      durationSeconds: 1,
      hasAudio: true,
    });
  });

  it('with one stream has no sound', () => {
    expect(inspectAvi(head({ 56: 1 }), size).hasAudio).toBe(false);
  });

  it.each([
    ['truncated', 'is shorter than it claims', head(), size - 1],
    ['no-picture', 'has no frames', head({ 48: 0 }), size],
    ['no-picture', 'has no rate', head({ 32: 0 }), size],
    ['no-picture', 'has no width', head({ 64: 0 }), size],
    ['damaged', 'begins with another list', head({ 24: 0 }), size],
    ['damaged', 'ends within its header', head().subarray(0, 100), 100],
  ])('is refused as %s when it %s', (reason, _, bytes, length) => {
    expect(() => inspectAvi(bytes, length)).toThrowError(expect.objectContaining({ reason }));
    expect(() => inspectAvi(bytes, length)).toThrowError(NotAVideo);
  });
});
