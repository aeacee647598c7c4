import { describe, expect, it } from 'vitest';
import { describeFindings } from '../../../../src/cli/doctor/describe-findings.js';
import { ok, problem, skipped, warning } from '../../../../src/cli/doctor/finding.js';
import { plainPalette } from '../../../../src/ui/palette.js';

describe('findings as text', () => {
  it('are aligned, problems last with what mends them', () => {
    const findings = [
      problem('key fal', 'key.rejected', { detail: 'fal refused the key', mend: 'set FAL_KEY' }),
      warning('clock', '70 s behind', 'set it'),
      ok('ffmpeg', '7.1'),
      skipped('bucket', 'none configured'),
    ];
    expect(describeFindings(findings, plainPalette)).toBe(
      [
        'ok       ffmpeg   7.1',
        '-        bucket   none configured',
        'warning  clock    70 s behind',
        '                  mend: set it',
        'PROBLEM  key fal  fal refused the key',
        '                  mend: set FAL_KEY',
        '',
        '1 problem, 1 warning',
        '',
      ].join('\n'),
    );
  });

  it('of a config show each value with its origin', () => {
    const values = [{ key: 'budget.perRun', value: 2, origin: 'project .wanrc.json' }];
    expect(describeFindings([{ ...ok('config', 'one file'), values }], plainPalette)).toBe(
      'ok       config  one file\n                 budget.perRun = 2  (project .wanrc.json)\n\nall is well\n',
    );
  });

  it('keep what others say on one line', () => {
    const text = describeFindings(
      [problem('key kie', 'key.rejected', { detail: 'no\n\u001b[2Jkey', mend: 'x' })],
      plainPalette,
    );
    expect(text.split('\n')[0]).toBe('PROBLEM  key kie  no key');
  });
});
