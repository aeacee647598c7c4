import { describe, expect, it } from 'vitest';
import { type Prediction, predictionSchema, toProgress } from '../../../src/providers/atlascloud/prediction.js';

const link = 'https://files.example/out.mp4';

function progress(fields: object) {
  const prediction: Prediction = predictionSchema.parse({ status: 'completed', ...fields });
  return toProgress(prediction);
}

describe('the status of a prediction', () => {
  it.each([
    ['created', 'queued'],
    ['starting', 'queued'],
    ['queued', 'queued'],
    ['pending', 'queued'],
    ['processing', 'rendering'],
    ['completed', 'succeeded'],
    ['Succeeded', 'succeeded'],
    ['SUCCESS', 'succeeded'],
    ['failed', 'failed'],
    ['error', 'failed'],
    ['timeout', 'failed'],
    ['expired', 'failed'],
    ['canceled', 'cancelled'],
    ['cancelled', 'cancelled'],
  ])('%s is %s', (status, expected) => {
    expect(progress({ status, outputs: [link] }).status).toBe(expected);
  });

  it('without a reason names the word', () => {
    expect(progress({ status: 'timeout', error: '' })).toMatchObject({ reason: expect.stringContaining('"timeout"') });
  });

  it('names the error code, and takes 1039 alone for moderation', () => {
    expect(progress({ status: 'failed', error: 'no', error_code: 1039 })).toMatchObject({
      reason: 'no (error 1039)',
      moderated: true,
    });
    expect(progress({ status: 'failed', error: 'nsfw?', error_code: 1040 })).toMatchObject({ moderated: false });
    expect(progress({ status: 'failed', error: 'no', error_code: '1039' })).toMatchObject({ moderated: true });
  });
});

describe('the outputs of a prediction', () => {
  it.each([
    [{ outputs: [link] }],
    [{ outputs: link }],
    [{ output: link }],
    [{ outputs: null, output: [link] }],
    [{ outputs: [link], output: link }],
    [{ outputs: [{ url: link }] }],
    [{ outputs: [{ download_url: link }] }],
    [{ outputs: [{ video_url: link, type: 'video' }] }],
    [{ output: { video: link, size: 7 } }],
  ])('%j are one URL', (fields) => {
    expect(progress(fields)).toMatchObject({ status: 'succeeded', urls: [link] });
  });

  it.each([[[]], [null], ['soon'], [[{ path: 'out.mp4' }]]])(
    '%j are a failure, not a success without a clip',
    (outputs) => {
      expect(progress({ outputs })).toMatchObject({ status: 'failed', moderated: false });
      expect(progress({ outputs, has_nsfw_contents: [true] })).toMatchObject({ status: 'failed', moderated: true });
    },
  );

  it('that are empty were billed all the same, at the price that is named', () => {
    expect(progress({ outputs: [], price: 0.13 })).toMatchObject({
      status: 'failed',
      charged: true,
      cost: { amount: 0.13, currency: 'USD' },
    });
  });

  it('are delivered although one of them is flagged', () => {
    expect(progress({ outputs: [link], has_nsfw_contents: [true] }).status).toBe('succeeded');
  });

  it('live 14 days from the end, or as long as nobody knows', () => {
    const completed_at = '2026-11-21T10:00:00Z';
    expect(progress({ outputs: [link], completed_at })).toMatchObject({
      expiresAt: Date.parse('2026-12-05T10:00:00Z'),
    });
    expect(progress({ outputs: [link], completed_at: 'soon' })).toMatchObject({ expiresAt: null });
    expect(progress({ outputs: [link], completed_at: 7 })).toMatchObject({ expiresAt: null });
  });

  it.each([
    [0.13, { amount: 0.13, currency: 'USD' }],
    ['0.13', { amount: 0.13, currency: 'USD' }],
    [0, undefined],
    [null, undefined],
    ['free', undefined],
  ])('with the price %j cost %j', (price, cost) => {
    expect(progress({ outputs: [link], price })).toMatchObject({ cost });
  });
});
