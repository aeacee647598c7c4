import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createFfmpeg, fileArgument, stillInput, tail } from '../../../src/media/ffmpeg.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const ffmpeg = createFfmpeg({ env: process.env, platform: process.platform, cwd: process.cwd() });

/** An ffmpeg that is a shell script, told by its body. */
function scripted(body: string) {
  const path = join(temporaryDirectory(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return createFfmpeg({ env: { FFMPEG_PATH: path, PATH: '/usr/bin:/bin' }, platform: 'linux', cwd: '/' });
}

describe('file names', () => {
  it.each([
    '-i.png',
    'frame-%03d.png',
    'a:b.png',
    'http:x.png',
    'it\'s "one".png',
    'two\nlines.png',
    ' space .png',
    '$(id).png',
    'ä*?[1].png',
  ])('takes %j as a name and nothing else', async (name) => {
    const path = join(temporaryDirectory(), name);
    await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
      .png()
      .toFile(path);
    const pixels = await ffmpeg.run([...stillInput(path), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
    expect(pixels).toHaveLength(8 * 6 * 3);
    const out = join(temporaryDirectory(), `${name}.mp4`);
    await ffmpeg.run([...stillInput(path), '-frames:v', '1', '-pix_fmt', 'yuv420p', fileArgument(out)]);
    expect(existsSync(out)).toBe(true);
    expect(JSON.parse(await ffmpeg.probe(['-of', 'json', '-show_streams', fileArgument(out)])).streams).toHaveLength(1);
  });
});

describe('a failed run', () => {
  it('says what ffmpeg said last', async () => {
    const missing = join(temporaryDirectory(), 'gone.mp4');
    await expect(ffmpeg.run(['-i', fileArgument(missing), '-f', 'null', '-'])).rejects.toMatchObject({
      code: 'local.ffmpeg-failed',
      message: expect.stringMatching(/ffmpeg failed: .*gone\.mp4: No such file/),
    });
  });

  it('carries no control codes and stays one line', async () => {
    const run = scripted("printf 'first\\n\\033[31mred\\033[0m\\nlast\\n' >&2; exit 3").run([]);
    await expect(run).rejects.toMatchObject({ message: 'ffmpeg failed: first; red; last' });
  });

  it('ends when its time is over', async () => {
    await expect(scripted('exec sleep 60').run([], { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'local.ffmpeg-failed',
      message: 'ffmpeg took longer than 0.2 s',
    });
  });

  it('ends when it is aborted, with the reason of the abort', async () => {
    const controller = new AbortController();
    const run = scripted('exec sleep 60').run([], { signal: controller.signal });
    controller.abort(new Error('stop'));
    await expect(run).rejects.toThrow('stop');
    await expect(scripted('exit 0').run([], { signal: controller.signal })).rejects.toThrow('stop');
  });

  it('is looked for again after it was missing', async () => {
    const path = join(temporaryDirectory(), 'ffmpeg');
    const later = createFfmpeg({ env: { FFMPEG_PATH: path }, platform: 'linux', cwd: '/' });
    await expect(later.run([])).rejects.toMatchObject({ code: 'local.ffmpeg-missing' });
    writeFileSync(path, '#!/bin/sh\necho here\n', { mode: 0o755 });
    expect(new TextDecoder().decode(await later.run([]))).toBe('here\n');
  });
});

describe('a detached run', () => {
  it('writes its stderr to the log, and can be ended by its pid', async () => {
    const log = join(temporaryDirectory(), 'log.txt');
    const program = scripted('echo "started $*" >&2; exec sleep 60');
    const pid = await program.startDetached({ args: ['-y', "it's"], log });
    await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toMatch(/-y it's\n$/);
    expect(() => process.kill(pid, 0)).not.toThrow();
    await program.kill(pid);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('never ends what can be no such process', async () => {
    await scripted('exit 0').kill(1);
    await scripted('exit 0').kill(-1);
    await scripted('exit 0').kill(0);
    expect(isAlive(process.pid)).toBe(true);
  });
});

it('shortens a long log to its end', () => {
  const log = Array.from({ length: 50 }, (_, index) => `line ${index} ${'x'.repeat(400)}`).join('\n');
  expect(tail(log)).toHaveLength(600);
  expect(tail(' \n\n')).toBe('');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
