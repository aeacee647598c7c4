import { describe, expect, it } from 'vitest';
import { isModeration, type Prediction, toProgress } from '../../../src/providers/replicate/prediction.js';

const url = 'https://replicate.delivery/xezq/abc/output.mp4';
const completedAt = '2026-11-21T10:00:30.500Z';

function prediction(fields: Partial<Prediction>): Prediction {
  return { id: 'gm3qorzdhgbfurvjtvhg6dckhu', status: 'succeeded', completed_at: completedAt, ...fields };
}

describe('the state of a prediction', () => {
  it('is queued while it starts', () => {
    expect(toProgress(prediction({ status: 'starting' }))).toEqual({ status: 'queued' });
  });

  it('is rendering while it processes, without a fraction when the logs hold none', () => {
    expect(toProgress(prediction({ status: 'processing', logs: null }))).toEqual({ status: 'rendering' });
    expect(toProgress(prediction({ status: 'processing', logs: 'loading weights\n' }))).toEqual({
      status: 'rendering',
    });
  });

  it('goes by the status even when an output is already there', () => {
    expect(toProgress(prediction({ status: 'processing', output: url })).status).toBe('rendering');
  });

  it('is cancelled whether it was stopped while running or before it started', () => {
    expect(toProgress(prediction({ status: 'canceled' }))).toEqual({ status: 'cancelled' });
    expect(toProgress(prediction({ status: 'aborted' }))).toEqual({ status: 'cancelled' });
  });

  it('is rendering with a note for a word that nobody documented', () => {
    expect(toProgress(prediction({ status: 'hibernating' }))).toEqual({
      status: 'rendering',
      note: "Replicate reports a status we don't know: hibernating",
    });
  });
});

describe('progress in the logs', () => {
  const rendering = (logs: string) => toProgress(prediction({ status: 'processing', logs }));

  it('is the last bar, not the first', () => {
    const logs = ' 10%|#         | 2/20 [00:01<00:12, 1.5it/s]\n 35%|###       | 7/20 [00:12<00:22, 1.7s/it]\nsaving\n';
    expect(rendering(logs)).toEqual({ status: 'rendering', fraction: 0.35 });
  });

  it('reads bars that redraw themselves on one line', () => {
    expect(rendering('  5%|▌ | 1/20 [..]\r 50%|█████ | 10/20 [..]')).toEqual({ status: 'rendering', fraction: 0.5 });
  });

  it('reads an empty bar and never passes 1', () => {
    expect(rendering('0%|          | 0/20')).toEqual({ status: 'rendering', fraction: 0 });
    expect(rendering('120%|##########| 24/20')).toEqual({ status: 'rendering', fraction: 1 });
  });

  it('is not taken from a percentage in a sentence', () => {
    expect(rendering('GPU at 90% | warm')).toEqual({ status: 'rendering' });
  });
});

describe('a prediction that succeeded', () => {
  const outputs: readonly (readonly [string, Prediction['output'], readonly string[]])[] = [
    ['one URL', url, [url]],
    ['a list', [url, `${url}?2`], [url, `${url}?2`]],
    ['an object', { video: url, seed: 7 }, [url]],
    ['lists in objects, each URL once', { files: [{ url }, { url }], note: 'done' }, [url]],
  ];

  it.each(outputs)('has the URLs of %s', (_, output, urls) => {
    expect(toProgress(prediction({ output }))).toMatchObject({ status: 'succeeded', urls });
  });

  it('is kept for one hour after it completed', () => {
    expect(toProgress(prediction({ output: url }))).toMatchObject({
      expiresAt: Date.parse('2026-11-21T11:00:30.500Z'),
    });
  });

  it('claims no expiry without an end, or when it was made on the web site', () => {
    expect(toProgress(prediction({ output: url, completed_at: null }))).toMatchObject({ expiresAt: null });
    expect(toProgress(prediction({ output: url, source: 'web' }))).toMatchObject({ expiresAt: null });
  });

  it('tells the seed that the logs print last, 0 included', () => {
    const seedOf = (logs: string) => toProgress(prediction({ output: url, logs }));
    expect(seedOf('Using seed: 5\nretrying\nUsing seed: 1234567\n')).toMatchObject({ seed: 1_234_567 });
    expect(seedOf('Using seed: 0')).toMatchObject({ seed: 0 });
    expect(seedOf('no word of it')).toEqual({ status: 'succeeded', urls: [url], expiresAt: expect.any(Number) });
  });

  it('names no cost: the metrics are not a price', () => {
    expect(toProgress(prediction({ output: url }))).not.toHaveProperty('cost');
  });

  it('is expired once its data is removed', () => {
    expect(toProgress(prediction({ output: null, data_removed: true }))).toEqual({
      status: 'expired',
      reason: 'Replicate has erased the result, as it does 1 h after a prediction ends',
    });
  });

  it('is a failure when the output holds nothing to fetch', () => {
    for (const output of [null, '', [], {}, 'data:video/mp4;base64,AAAA', 7]) {
      expect(toProgress(prediction({ output }))).toMatchObject({
        status: 'failed',
        moderated: false,
        retryable: false,
        charged: true,
      });
    }
  });
});

describe('a prediction that failed', () => {
  const failed = (error: Prediction['error']) => toProgress(prediction({ status: 'failed', error }));

  it.each([
    'The input or output was flagged as sensitive. Please try again with different inputs. (E005)',
    'DataInspectionFailed: Input data may contain inappropriate content.',
    'NSFW content detected',
    'Flagged as sensitive; please retry with another prompt',
  ])('is a moderation verdict when it says "%s"', (error) => {
    expect(failed(error)).toEqual({ status: 'failed', reason: error, moderated: true, retryable: false });
  });

  it.each([
    ['E1000: unknown error', true],
    ['CUDA out of memory (E1001)', false],
    ['webhook URL is empty (E4875)', false],
    ['Timeout starting prediction (E6716)', true],
    ['Prediction interrupted; please retry (code: PA)', true],
    ['Director: unexpected error handling prediction (E8765)', true],
    ['num_frames must be 4n+1', false],
  ])('keeps the reason "%s" and says whether another try can help: %s', (error, retryable) => {
    expect(failed(error)).toEqual({ status: 'failed', reason: error, moderated: false, retryable });
  });

  it('says so when no reason came, and shows one that is not text', () => {
    const none = 'the prediction failed, and Replicate gives no reason';
    for (const error of [null, '', '  ']) expect(failed(error)).toMatchObject({ reason: none });
    expect(failed({ code: 7 })).toMatchObject({ reason: '{"code":7}' });
  });

  it('does not take E0051 or an address with "please" for a verdict', () => {
    expect(isModeration('E0051')).toBe(false);
    expect(isModeration('see https://replicate.com/docs')).toBe(false);
  });
});
