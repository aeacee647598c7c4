import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectAudio } from '../../../../src/media/audio/inspect-audio.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

function tone(format: readonly string[], seconds: number): string {
  const path = join(temporaryDirectory(), 'voice.dat');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `sine=d=${seconds}`, ...format, path]);
  return path;
}

const wav = ['-f', 'wav'];
const limits = { formats: ['audio/wav', 'audio/mpeg'], minSeconds: 2, maxSeconds: 5, maxBytes: 400_000 };

describe('a sound file', () => {
  it.each([
    ['wav', 'audio/wav', wav],
    ['mp3', 'audio/mpeg', ['-c:a', 'libmp3lame', '-f', 'mp3']],
    ['mp3', 'audio/mpeg', ['-c:a', 'libmp3lame', '-write_id3v2', '0', '-write_xing', '0', '-f', 'mp3']],
    ['m4a', 'audio/mp4', ['-c:a', 'aac', '-f', 'ipod']],
  ])('is %s with its length and digest, and stays as it is', async (kind, mime, format) => {
    const path = tone(format, 3);
    const before = readFileSync(path);
    const audio = await inspectAudio(path);
    expect(audio).toMatchObject({ kind, file: { path, mime, bytes: before.length } });
    expect(audio.file.digest).toBe(createHash('sha256').update(before).digest('hex'));
    expect(Math.abs(audio.seconds - 3)).toBeLessThan(0.1);
  });

  it('passes limits that it keeps', async () => {
    expect((await inspectAudio(tone(wav, 3), limits)).kind).toBe('wav');
  });

  it.each([
    ['too short', wav, 1, /lasts 1\.0 s.*at least 2/],
    ['too long', ['-c:a', 'libmp3lame', '-f', 'mp3'], 6, /lasts 6\.\d s.*at most 5/],
    ['too large', ['-ac', '2', '-f', 'wav'], 3, /MB.*at most/],
    ['of another kind', ['-c:a', 'aac', '-f', 'ipod'], 3, /M4A.*audio\/wav/],
  ])('is refused when %s', async (_, format, seconds, message) => {
    await expect(inspectAudio(tone(format, seconds), limits)).rejects.toMatchObject({
      code: 'audio.invalid',
      message: expect.stringMatching(message),
    });
  });
});

describe('what is no sound file', () => {
  it('is a video', async () => {
    await expect(inspectAudio(join(import.meta.dirname, '../../../fixtures/clip.mp4'))).rejects.toMatchObject({
      code: 'audio.invalid',
      message: expect.stringContaining('video'),
    });
  });

  it.each([
    ['text', 'voice'],
    ['an empty file', ''],
    ['a header without sound', 'RIFF\x24\0\0\0WAVEfmt '],
    ['an ID3 tag and nothing else', 'ID3\x04\0\0\0\0\0\0'],
  ])('is %s', async (_, text) => {
    const path = join(temporaryDirectory(), 'voice.wav');
    writeFileSync(path, text, 'latin1');
    await expect(inspectAudio(path)).rejects.toMatchObject({ code: 'audio.invalid' });
  });

  it('is a folder, or not there', async () => {
    const directory = temporaryDirectory();
    await expect(inspectAudio(directory)).rejects.toMatchObject({ code: 'audio.invalid' });
    await expect(inspectAudio(join(directory, 'gone.wav'))).rejects.toMatchObject({
      code: 'audio.invalid',
      message: expect.stringContaining('no such file'),
    });
  });
});
