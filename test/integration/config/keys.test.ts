import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKey, isKeySet, type KeyedProvider } from '../../../src/config/keys.js';

const fal: KeyedProvider = { id: 'fal', keyVariables: [['FAL_KEY'], ['FAL_KEY_ID', 'FAL_KEY_SECRET']] };
const ai302: KeyedProvider = { id: 'ai302', keyVariables: [['AI302_KEY'], ['AI302_API_KEY']] };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wan-keys-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function keyFile(text: string): Promise<string> {
  const file = join(folder, 'key');
  await writeFile(file, text);
  return file;
}

describe('findKey', () => {
  it('reads a variable, without the blanks that come along', async () => {
    expect(await findKey({ provider: fal, env: { FAL_KEY: ' abc:def\n' } })).toEqual({
      value: 'abc:def',
      source: 'FAL_KEY',
    });
  });

  it('joins the parts of a key with a colon, one of them from a file if need be', async () => {
    const env = { FAL_KEY_ID: 'id', FAL_KEY_SECRET_FILE: await keyFile('secret\n') };
    expect(await findKey({ provider: fal, env })).toEqual({
      value: 'id:secret',
      source: 'FAL_KEY_ID + FAL_KEY_SECRET_FILE',
    });
  });

  it('asks the alternatives in their order, empty ones for nothing', async () => {
    const both = { AI302_KEY: 'first', AI302_API_KEY: 'second' };
    expect((await findKey({ provider: ai302, env: both }))?.value).toBe('first');
    expect((await findKey({ provider: ai302, env: { ...both, AI302_KEY: ' ' } }))?.value).toBe('second');
  });

  it('reads the file that the environment names, and prefers the variable itself', async () => {
    const file = await keyFile('\uFEFFfrom-file\r\n');
    expect(await findKey({ provider: fal, env: { FAL_KEY_FILE: file } })).toEqual({
      value: 'from-file',
      source: 'FAL_KEY_FILE',
    });
    expect((await findKey({ provider: fal, env: { FAL_KEY_FILE: file, FAL_KEY: 'direct' } }))?.value).toBe('direct');
  });

  it('takes the variable that the user-level config names first, and its file last', async () => {
    const settings = { keyVariable: 'MY_KEY', keyFile: await keyFile('filed') };
    expect((await findKey({ provider: fal, env: { MY_KEY: 'mine', FAL_KEY: 'usual' }, settings }))?.source).toBe(
      'MY_KEY',
    );
    expect((await findKey({ provider: fal, env: { FAL_KEY: 'usual' }, settings }))?.source).toBe('FAL_KEY');
    expect((await findKey({ provider: fal, env: {}, settings }))?.value).toBe('filed');
  });

  it('needs none where there is none', async () => {
    expect(await findKey({ provider: { id: 'local', keyVariables: [] }, env: {} })).toBeUndefined();
  });

  it('names the variables when the key is missing', async () => {
    await expect(findKey({ provider: fal, env: { FAL_KEY_ID: 'half' } })).rejects.toMatchObject({
      code: 'key.missing',
      provider: 'fal',
      message: 'fal takes a key, and FAL_KEY (or FAL_KEY_ID + FAL_KEY_SECRET) is not set',
      hint: expect.stringMatching(/FAL_KEY_FILE.*--provider local/),
    });
  });

  it.each([
    ['', 'is empty'],
    ['two\nlines', 'holds more than a key'],
    ['x'.repeat(70_000), 'is too large'],
  ])('refuses a file that holds no key (%#), and never prints what it holds', async (text, message) => {
    const failure = findKey({ provider: fal, env: { FAL_KEY_FILE: await keyFile(text) } });
    await expect(failure).rejects.toMatchObject({ code: 'key.missing', message: expect.stringContaining(message) });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringMatching(/two|xxxx/) });
  });

  it.each(['absent', '.'])('names the variable and the file when it cannot be read: %s', async (name) => {
    const file = join(folder, name);
    await expect(findKey({ provider: fal, env: { FAL_KEY_FILE: file } })).rejects.toThrow(
      `FAL_KEY_FILE: ${file} cannot be read`,
    );
  });

  it('refuses a variable that could smuggle a header', async () => {
    await expect(findKey({ provider: fal, env: { FAL_KEY: 'a\r\nX-Evil: 1' } })).rejects.toMatchObject({
      code: 'key.missing',
    });
  });
});

describe('isKeySet', () => {
  it.each([
    [{ FAL_KEY: 'k' }, true],
    [{ FAL_KEY_FILE: '/somewhere' }, true],
    [{ FAL_KEY_ID: 'i', FAL_KEY_SECRET_FILE: '/somewhere' }, true],
    [{ FAL_KEY_ID: 'i' }, false],
    [{ FAL_KEY: '' }, false],
    [{}, false],
  ])('%j: %j', (env, expected) => {
    expect(isKeySet({ provider: fal, env })).toBe(expected);
  });
});
