import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest } from '../../../src/catalogue/validate.js';
import type { JsonValue } from '../../../src/json.js';

const types = (...names: readonly string[]) => names.map((type) => ({ type, url: 'https://a.example/a' }));
const faultsOf = (model: string, media: JsonValue) =>
  reviewRequest(findModel('dashscope', model), {
    prompt: 'on',
    extra: { 'input.media': typeof media === 'string' ? media : JSON.stringify(media) },
  }).faults;

describe('a list of media that comes with --set', () => {
  it.each<[string, JsonValue, string]>([
    ['wan2.7-i2v', types('first_clip', 'driving_audio'), 'can not hold first_clip, driving_audio together'],
    ['wan2.7-i2v', types('last_frame'), 'can not hold last_frame together'],
    ['wan2.7-i2v', types('first_frame', 'first_frame'), 'can not hold first_frame, first_frame together'],
    ['wan2.7-i2v-2026-04-25', types('reference_image'), 'can not hold reference_image together'],
    ['wan3.0-video', types('first_frame', 'driving_audio'), 'can not hold first_frame, driving_audio together'],
    ['wan3.0-video-prime', types('first_clip'), 'can not hold first_clip together'],
    ['wan3.0-video', types('first_frame', 'reference_image'), 'can not hold first_frame, reference_image together'],
    ['wan3.0-video', types(...Array(6).fill('reference_video')), 'can not hold reference_video, '],
    ['wan2.7-i2v', [], 'must list items of {"type", "url"}'],
    ['wan2.7-i2v', ['https://a.example/a.png'], 'must list items of {"type", "url"}'],
    ['wan2.7-i2v', [{ type: 'first_frame' }], 'must list items of {"type", "url"}'],
  ])('is refused on %s where the service would fail it later: %j', (model, media, reason) => {
    expect(faultsOf(model, media)).toMatchObject([
      { field: 'extra', key: 'input.media', message: expect.stringContaining(`--set input.media ${reason}`) },
    ]);
  });

  it.each<[string, JsonValue]>([
    ['wan2.7-i2v', types('last_frame', 'driving_audio', 'first_frame')],
    ['wan2.7-i2v', types('last_frame', 'first_clip')],
    ['wan3.0-video', types('last_frame', 'first_frame')],
    ['wan3.0-video', types(...Array(10).fill('reference_image'), 'reference_audio', 'file', 'link')],
  ])('is taken on %s in any order: %j', (model, media) => {
    expect(faultsOf(model, media)).toEqual([]);
  });

  it('is told what it may hold', () => {
    expect(faultsOf('wan3.0-video', types('first_clip'))[0]?.hint).toBe(
      'it takes first_frame, first_frame + last_frame or ' +
        'at most 10 reference_image, 5 reference_video, 5 reference_audio, file, link',
    );
  });

  it('that is no list is told so once', () => {
    expect(faultsOf('wan2.7-i2v', 'first_frame')).toMatchObject([{ message: expect.stringContaining('a JSON list') }]);
  });
});
