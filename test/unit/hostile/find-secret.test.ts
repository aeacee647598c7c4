import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSecret } from '../../support/find-secret.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const secret = 'some-id:pa55"wörd/+';

describe('the search for a secret', () => {
  it.each([
    ['plain', `key ${secret} here`],
    ['percent-encoded', `?key=${encodeURIComponent(secret)}`],
    ['JSON-escaped', JSON.stringify({ secret })],
    ['hex', Buffer.from(secret).toString('hex')],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64', Buffer.from(`x${secret}`).toString('base64')],
    ['base64', Buffer.from(`xy${secret} and so on`).toString('base64')],
    ['base64', Buffer.from(`Basic ${secret}`).toString('base64url')],
    ['plain', `only ${secret.split(':')[1]}`],
  ])('finds it %s in %j', (kind, text) => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'note.bin'), Buffer.concat([Buffer.from([0, 255]), Buffer.from(text)]));
    const found = findSecret(secret, { streams: { stderr: text }, directories: [directory] });
    expect(found).toContainEqual(expect.stringContaining(`note.bin: ${kind}`));
    expect(found).toContain(`stderr: ${kind}`);
  });

  it('finds nothing in other texts, an id included', () => {
    const streams = { stdout: 'some-id', stderr: Buffer.from('another secret').toString('base64') };
    expect(findSecret(secret, { streams, directories: [temporaryDirectory()] })).toEqual([]);
  });
});
