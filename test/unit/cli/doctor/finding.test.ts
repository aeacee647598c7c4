import { describe, expect, it } from 'vitest';
import {
  type Finding,
  gravestOf,
  ok,
  problem,
  problems,
  skipped,
  warning,
} from '../../../../src/cli/doctor/finding.js';
import { type ErrorCode, WanError } from '../../../../src/errors.js';

const wrong = (code: ErrorCode, check: string = code): Finding => problem(check, code, { detail: 'x', mend: 'y' });

describe('the end of an examination', () => {
  it('is no error without problems', () => {
    expect(
      gravestOf([ok('node', '22'), skipped('bucket', 'none'), warning('disk', 'little', 'free some')]),
    ).toBeUndefined();
  });

  it.each<[number, ErrorCode[]]>([
    [1, ['internal.bug', 'money.no-credit']],
    [10, ['config.invalid', 'network.failed', 'local.disk', 'key.rejected', 'money.no-credit']],
    [4, ['config.invalid', 'local.disk', 'key.rejected']],
    [7, ['network.failed', 'config.invalid', 'local.ffmpeg-missing']],
    [6, ['config.invalid', 'network.failed']],
    [2, ['config.invalid']],
  ])('has exit code %i for %j', (exitCode, codes) => {
    expect(gravestOf(codes.map((code) => wrong(code)))?.exitCode).toBe(exitCode);
  });

  it('names each check that found something, once', () => {
    const error = gravestOf([
      wrong('config.invalid', 'config'),
      wrong('config.invalid', 'config'),
      wrong('key.rejected', 'key fal'),
    ]);
    expect(error).toMatchObject({ code: 'key.rejected', message: '3 problems found: config, key fal' });
  });
});

describe('what was thrown', () => {
  it('is a problem for each of its lines, with its hint and code', () => {
    const error = new WanError('config.invalid', 'a.json: x: unknown key\na.json: y: unknown key', { hint: 'edit it' });
    expect(problems('config', error)).toEqual([
      { check: 'config', status: 'problem', detail: 'a.json: x: unknown key', mend: 'edit it', code: 'config.invalid' },
      { check: 'config', status: 'problem', detail: 'a.json: y: unknown key', mend: 'edit it', code: 'config.invalid' },
    ]);
  });

  it('is a bug of ours when nobody foresaw it', () => {
    expect(problems('disk', new TypeError('x is undefined'))).toMatchObject([{ code: 'internal.bug', mend: null }]);
  });
});
