import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const sample = fileURLToPath(new URL('../../../presets/samples/lighthouse.jpg', import.meta.url));

/** What `--dry-run` says of a request whose prompt comes from these bytes, in a file or on stdin. */
async function planned(bytes: Uint8Array, prompt: '@prompt.txt' | '-') {
  const cwd = temporaryDirectory();
  copyFileSync(sample, join(cwd, 'picture.jpg'));
  writeFileSync(join(cwd, 'prompt.txt'), bytes);
  const desk = createDesk({ cwd, stateDirectory: join(cwd, 'state'), stdin: bytes });
  const { document } = await desk.run(
    ...['generate', 'picture.jpg', '-p', prompt, '--provider', 'local', '--dry-run', '--json'],
  );
  return document();
}

const text = 'pan left,\nüber the sea';
const utf16 = Buffer.from(`\ufeff${text}\n`, 'utf16le');

describe.each(['@prompt.txt', '-'] as const)('a prompt from %s', (prompt) => {
  it.each([
    ['plain', Buffer.from(`${text}\n`)],
    ['with the mark of a Windows editor', Buffer.from(`\ufeff${text}\n`)],
    ['with the line ends of Windows', Buffer.from(`${text}\n`.replaceAll('\n', '\r\n'))],
    ['in UTF-16, as PowerShell writes it', utf16],
    ['in UTF-16 of the other byte order', Buffer.from(utf16).swap16()],
  ])('%s is the same request', async (_name, bytes) => {
    const { exitCode, data } = await planned(bytes, prompt);
    expect(exitCode).toBe(0);
    expect(JSON.stringify(data)).toContain(JSON.stringify(text));
  });

  it.each([
    ['is no text', Buffer.from([0x70, 0x61, 0x6e, 0xff, 0xfe]), /is not UTF-8 text/],
    ['holds NUL characters', Buffer.from('pan\0left'), /holds NUL characters/],
  ])('that %s is refused before anything is paid', async (_name, bytes, says) => {
    const { exitCode, error } = await planned(bytes, prompt);
    expect(exitCode).toBe(2);
    expect(error).toMatchObject({ code: 'usage.invalid', message: expect.stringMatching(says) });
  });
});
