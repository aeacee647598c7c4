import { describe, expect, it } from 'vitest';
import { judgeLife } from '../../../../src/cli/doctor/check-bucket.js';
import { checkClock } from '../../../../src/cli/doctor/check-clock.js';
import { judgeSpace } from '../../../../src/cli/doctor/check-disk.js';
import { checkAbsent, checkChoice, judgeBalance } from '../../../../src/cli/doctor/check-keys.js';
import { checkNode } from '../../../../src/cli/doctor/check-node.js';
import type { FindingStatus } from '../../../../src/cli/doctor/finding.js';

const hour = 3_600_000;

describe('Node', () => {
  it.each<[string, FindingStatus]>([
    ['20.19.0', 'ok'],
    ['v22.1.0', 'ok'],
    ['20.18.3', 'problem'],
    ['18.20.0', 'problem'],
  ])('%s is %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });
});

describe('free space', () => {
  it.each<[number, FindingStatus]>([
    [50_000_000, 'problem'],
    [500_000_000, 'warning'],
    [5_000_000_000, 'ok'],
  ])('of %i bytes is %s', (free, status) => {
    expect(judgeSpace('disk', { directory: 'clips', free })).toMatchObject({ status });
  });

  it('of the ledger may be found elsewhere', () => {
    expect(judgeSpace('state disk', { directory: 'state', free: 1 })).toMatchObject({
      code: 'local.disk',
      detail: '1 B free for state',
      mend: expect.stringContaining('WAN_STATE_DIR'),
    });
  });
});

describe('the clock', () => {
  it.each<[number, FindingStatus, string]>([
    [1_500, 'ok', 'right, by api.example'],
    [-30_000, 'ok', '30 s ahead of api.example'],
    [120_000, 'warning', '120 s behind api.example'],
    [-1_000_000, 'problem', '1000 s ahead of api.example'],
  ])('that a service has %i ms before ours is %s', (ms, status, detail) => {
    expect(checkClock([{ host: 'api.example', ms }], true)).toMatchObject({
      status,
      detail: expect.stringContaining(detail),
    });
  });

  it('goes by the service that agrees best: a single cached answer is old', () => {
    expect(
      checkClock(
        [
          { host: 'a', ms: 5 * hour },
          { host: 'b', ms: 0 },
        ],
        true,
      ).status,
    ).toBe('ok');
  });

  it('that is far off is a warning only where nothing is signed with it', () => {
    expect(checkClock([{ host: 'api.example', ms: hour }], false).status).toBe('warning');
  });

  it('is not judged when nobody was asked', () => {
    expect(checkClock([], true).status).toBe('skipped');
  });
});

describe('addresses of a bucket', () => {
  it.each<[string, number | null, FindingStatus]>([
    ['for ever', null, 'ok'],
    ['a day', 24 * hour, 'ok'],
    ['two hours', 2 * hour, 'warning'],
  ])('that live %s', (_name, expiresAt, status) => {
    expect(judgeLife('clips', { expiresAt, now: 0 }).status).toBe(status);
  });
});

describe('keys', () => {
  it('are all optional: without any, the free provider is named', () => {
    expect(checkChoice([], undefined)).toMatchObject({
      status: 'skipped',
      detail: expect.stringContaining('--provider local'),
    });
  });

  it.each([
    [['fal'], undefined, 'ok', 'fal, the only one'],
    [['fal', 'kie'], undefined, 'skipped', 'fal, kie'],
    [['fal', 'kie'], 'kie', 'ok', 'kie unless --provider'],
  ] as const)('of %j with %s chosen decide who renders', (ready, chosen, status, words) => {
    expect(checkChoice(ready, chosen)).toMatchObject({ status, detail: expect.stringContaining(words) });
  });

  it('that are not set are named by their variables', () => {
    expect(checkAbsent([{ id: 'kie', keyVariables: [['KIE_API_KEY']] }])).toMatchObject([
      { detail: 'not set: KIE_API_KEY' },
    ]);
    expect(checkAbsent([])).toEqual([]);
  });

  it.each([
    [3.2, 'ok', '$3.20 left'],
    [0, 'warning', '$0.00 left'],
  ] as const)('with a balance of %d are %s', (amount, status, words) => {
    const balance = { amount, currency: 'USD' } as const;
    expect(judgeBalance('key kie', { balance, source: 'KIE_API_KEY', dashboard: undefined })).toMatchObject({
      status,
      detail: `accepted (KIE_API_KEY), ${words}`,
    });
  });
});
