import { describe, expect, it } from 'vitest';
import { recordSchema, toProgress } from '../../../src/providers/kie/record.js';

const link = 'https://file.example/v.mp4';

function progress(fields: object) {
  return toProgress(recordSchema.parse({ state: 'success', ...fields }));
}

describe('the state of a task', () => {
  it.each([
    ['waiting', 'queued'],
    ['queuing', 'queued'],
    ['generating', 'rendering'],
    ['success', 'succeeded'],
    ['fail', 'failed'],
  ])('%s is %s', (state, expected) => {
    expect(progress({ state, resultJson: JSON.stringify({ resultUrls: [link] }) }).status).toBe(expected);
  });

  it.each([
    [40, 0.4],
    ['40', 0.4],
    [0, undefined],
    [null, undefined],
    [101, undefined],
  ])('with progress %j is at %j', (value, fraction) => {
    expect(progress({ state: 'generating', progress: value })).toEqual({ status: 'rendering', fraction });
  });
});

describe('the result of a task', () => {
  it('is JSON inside a string, with frames beside it that are no clips', () => {
    const resultJson = JSON.stringify({ resultUrls: [link], firstFrameUrl: 'https://file.example/a.png' });
    expect(progress({ resultJson })).toMatchObject({ status: 'succeeded', urls: [link] });
  });

  it('is taken as an object too', () => {
    expect(progress({ resultJson: { resultUrls: [link] } })).toMatchObject({ urls: [link] });
  });

  it.each(['', '{"resultUrls":["https://file', null])(
    'is asked for again while it reads %j: it is billed',
    (resultJson) => {
      expect(progress({ resultJson })).toMatchObject({ status: 'rendering', note: expect.stringContaining('success') });
    },
  );

  it.each([[{}], [{ resultUrls: [] }], [{ resultUrls: ['soon'] }], [{ resultObject: {} }]])(
    'that is %j is a failure, not a success without a clip',
    (result) => {
      expect(progress({ resultJson: JSON.stringify(result) })).toMatchObject({ status: 'failed', moderated: false });
    },
  );

  it('that holds no URL was billed all the same, at the credits that it names', () => {
    const resultJson = { resultUrls: [] };
    expect(progress({ resultJson, creditsConsumed: 104.5 })).toMatchObject({
      status: 'failed',
      charged: true,
      cost: { amount: 104.5, currency: 'credits' },
    });
    expect(progress({ resultJson })).toMatchObject({ charged: true, cost: undefined });
    expect(progress({ state: 'fail', failMsg: 'no' })).not.toHaveProperty('charged');
  });

  it('lives a day from its end, or as long as nobody knows', () => {
    const resultJson = { resultUrls: [link] };
    expect(progress({ resultJson, completeTime: 1_765_172_600_000 })).toMatchObject({ expiresAt: 1_765_259_000_000 });
    expect(progress({ resultJson, completeTime: null })).toMatchObject({ expiresAt: null });
    expect(progress({ resultJson })).toMatchObject({ expiresAt: null });
  });

  it('costs the credits that it names, if any', () => {
    const resultJson = { resultUrls: [link] };
    expect(progress({ resultJson, creditsConsumed: 104.5 })).toMatchObject({
      cost: { amount: 104.5, currency: 'credits' },
    });
    expect(progress({ resultJson, creditsConsumed: 0 })).toMatchObject({ cost: undefined });
    expect(progress({ resultJson })).toMatchObject({ cost: undefined });
  });
});

describe('a failure', () => {
  it.each([
    ['Your prompt was flagged', true],
    ['This may violate our content policy.', true],
    ['contains SENSITIVE words', true],
    ['NSFW detected', true],
    ['blocked by moderation', true],
    ['Internal server error', false],
    ['the model is insensitive to this', false],
  ])('that says %j is moderated: %j', (failMsg, moderated) => {
    expect(progress({ state: 'fail', failMsg, failCode: '400' })).toMatchObject({ moderated });
  });

  it('without words says that there are none, with the code as text or number', () => {
    expect(progress({ state: 'fail', failMsg: '', failCode: 501 })).toMatchObject({
      reason: 'the task failed, and Kie gives no reason (501)',
    });
  });
});
