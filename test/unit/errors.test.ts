import { describe, expect, it } from 'vitest';
import { exitCodes, stripControls, toErrorReport, WanError } from '../../src/errors.js';

/** Scripts match on these: lines are only ever added, at the end, and no number changes. */
const registry = `
internal.bug 1
usage.invalid 2
usage.unknown-command 2
usage.unknown-option 2
config.invalid 2
config.power 2
preset.invalid 2
request.invalid 2
request.no-provider 2
request.unknown-provider 2
request.unknown-model 2
request.option-not-taken 2
image.missing 2
image.unreadable 2
image.not-media 2
image.unsupported 2
audio.invalid 2
output.conflict 2
output.invalid 2
job.not-found 2
run.some-failed 3
key.missing 4
key.rejected 4
key.other 4
provider.refused 5
provider.failed 5
provider.moderated 5
provider.no-cancel 5
job.cancelled 5
provider.unavailable 6
provider.throttled 6
network.failed 6
download.failed 6
result.expired 6
local.disk 7
local.output 7
local.ffmpeg-missing 7
local.ffmpeg-failed 7
local.bucket 7
local.ledger 7
wait.timeout 8
job.pending 8
submit.unknown 9
money.cap 10
money.not-confirmed 10
money.no-credit 10
money.unknown-price 10
signal.interrupted 130
signal.terminated 143
manifest.invalid 2
storyboard.invalid 2
plan.invalid 2
plan.changed 2
webhook.not-genuine 2
job.denied 9
local.node 7
`;

describe('the registry of errors', () => {
  it('is append-only', () => {
    const lines = Object.entries(exitCodes).map(([code, exit]) => `${code} ${exit}`);
    expect(lines).toEqual(registry.trim().split('\n'));
  });

  it('uses only the documented exit codes', () => {
    const documented = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130, 143];
    expect([...new Set(Object.values(exitCodes))].sort((a, b) => a - b)).toEqual(documented);
  });
});

describe('an error report', () => {
  it('holds what a script needs, with null for what is not known', () => {
    const error = new WanError('provider.refused', 'fal refused: too small', {
      hint: 'wan generate …',
      provider: 'fal',
      remoteId: 'req-1',
      retryAfterMs: 5,
      delivery: 'not-accepted',
    });
    expect(toErrorReport(error)).toEqual({
      code: 'provider.refused',
      message: 'fal refused: too small',
      hint: 'wan generate …',
      retryable: false,
      exitCode: 5,
      provider: 'fal',
      remoteId: 'req-1',
    });
    expect(toErrorReport(new WanError('network.failed', 'no route', { retryable: true }))).toEqual({
      code: 'network.failed',
      message: 'no route',
      hint: null,
      retryable: true,
      exitCode: 6,
      provider: null,
      remoteId: null,
    });
  });

  it.each([
    [new TypeError('x is not a function'), 'unexpected: x is not a function'],
    ['just text', 'unexpected: just text'],
    [undefined, 'unexpected: undefined'],
    [null, 'unexpected: null'],
    [{ code: 'money.cap', exitCode: 10 }, 'unexpected: [object Object]'],
  ])('of anything else is a bug of ours (case %#)', (thrown, message) => {
    expect(toErrorReport(thrown)).toMatchObject({ code: 'internal.bug', exitCode: 1, message, hint: null });
  });

  it("keeps the provider's own sentence without its control characters", () => {
    const error = new WanError('provider.failed', 'render \u001b[31mfailed\u001b[0m:\u0007 out of memory\u0000');
    expect(toErrorReport(error).message).toBe('render failed: out of memory');
  });

  it('cuts what nobody can read', () => {
    const error = new WanError('preset.invalid', `no preset is named "${'x'.repeat(100_000)}"`);
    expect(toErrorReport(error).message).toMatch(/^no preset is named "x{18000,19000}\.\.\.$/);
  });

  it('keeps control characters out of the next step too, where a name of the user may stand', () => {
    const error = new WanError('preset.invalid', 'no preset', { hint: 'presets: a\u001b[2J\u0007b' });
    expect(toErrorReport(error).hint).toBe('presets: ab');
  });

  it('keeps the cause for whoever debugs, and only there', () => {
    const cause = new Error('socket hang up');
    const error = new WanError('network.failed', 'no answer', { cause });
    expect(error.cause).toBe(cause);
    expect(toErrorReport(error)).not.toHaveProperty('cause');
    expect('cause' in new WanError('network.failed', 'no answer')).toBe(false);
  });
});

describe('stripControls', () => {
  it.each([
    ['colour and cursor sequences', 'a\u001b[1;31mb\u001b[2Jc\u001b[?25l', 'abc'],
    ['single control characters', 'a\u0000b\rc\u007fd\u0085e\u009bf', 'abcdef'],
    ['marks that reverse the direction of text', 'gpj.\u202eexe\u2066x', 'gpj.exex'],
  ])('removes %s', (_name, text, expected) => {
    expect(stripControls(text)).toBe(expected);
  });

  it('keeps line breaks, tabs and every script', () => {
    const text = 'one\ntwo\tdrei ä 商品 🎬 \u200d';
    expect(stripControls(text)).toBe(text);
  });
});
