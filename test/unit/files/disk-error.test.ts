import { describe, expect, it } from 'vitest';
import { WanError } from '../../../src/errors.js';
import { systemCode, toDiskError, toFileError } from '../../../src/files/disk-error.js';

const failure = (code: string) => Object.assign(new Error(`${code}: failed`), { code });

describe('toDiskError', () => {
  it.each([
    ['ENOSPC', 'local.disk', 'the disk is full'],
    ['EDQUOT', 'local.disk', 'quota'],
    ['EIO', 'local.disk', 'error'],
    ['EROFS', 'local.output', 'read-only'],
    ['EACCES', 'local.output', 'permission denied'],
    ['ENOENT', 'local.output', 'no such file'],
    ['EBUSY', 'local.output', 'another program has it open'],
    ['EWEIRD', 'local.output', 'EWEIRD: failed'],
  ])('says of %s that it is %s', (code, expected, text) => {
    const error = toDiskError(failure(code), '/clips/a.mp4');
    expect(error.code).toBe(expected);
    expect(error.message).toContain('/clips/a.mp4: ');
    expect(error.message).toContain(text);
  });

  it('says what to do about a full disk', () => {
    expect(toDiskError(failure('ENOSPC'), '/a').hint).toBe('free some space, then: wan resume');
  });

  it.each([
    ['ENOSPC', 'free some space, then run the command again'],
    ['ENOENT', 'choose another place'],
    ['EACCES', 'choose another place'],
  ])('speaks of no clip where %s is about a plan or a report', (code, hint) => {
    expect(toFileError(failure(code), '/p.json').hint).toBe(hint);
  });

  it('leaves our own errors as they are', () => {
    const own = new WanError('download.failed', 'gone');
    expect(toDiskError(own, '/a')).toBe(own);
  });
});

describe('systemCode', () => {
  it('is empty for what is no system error', () => {
    expect(systemCode('ENOSPC')).toBe('');
    expect(systemCode(failure('EIO'))).toBe('EIO');
  });
});
