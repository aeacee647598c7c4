import { describe, expect, it } from 'vitest';
import { allModels, findModel } from '../../../src/catalogue/catalogue.js';
import { followsMedia } from '../../../src/catalogue/follows-media.js';
import { openModel } from '../../../src/catalogue/open-model.js';
import type { ParameterFact } from '../../../src/providers/model-schema.js';

function open(...keys: readonly string[]) {
  const parameters = Object.fromEntries(keys.map((key): [string, ParameterFact] => [key, { type: 'string' }]));
  return openModel('wavespeed', 'vendor/model', { parameters, required: [], closed: true });
}

const url = 'https://media.example/file';
const sound = { audio: 'voice.wav' };

describe('a clip as long as what goes in', () => {
  it('is one that the catalogue bills by its sound, or that 302.AI has from WaveSpeed', () => {
    const billed = allModels.filter((spec) => followsMedia(spec, sound)).map(({ provider }) => provider);
    expect(billed.toSorted()).toEqual(['ai302', 'dashscope', 'replicate', 'wavespeed']);
    expect(followsMedia(findModel('fal', 'wan-2.2-s2v'), sound)).toBe(false);
    expect(followsMedia(findModel('kie', 'wan-2.2-s2v'), sound)).toBe(false);
    expect(followsMedia(findModel('wavespeed', 'wan-2.5'), sound)).toBe(false);
  });

  it.each([
    ['a sound', sound],
    ['a video', { extra: { video: url } }],
    ['a sound by another name', { extra: { voice_url: url } }],
    ['videos in a list', { extra: { input_videos: [url] } }],
    ['a video in a tree', { extra: { 'input.clip': 'data:video/mp4;base64,AAAA' } }],
  ])('may be that of a model outside the catalogue that gets %s and takes no length', (_, fields) => {
    expect(followsMedia(open('image', 'audio', 'video'), fields)).toBe(true);
    expect(followsMedia({ ...open('image', 'audio', 'video'), clipSeconds: 5 }, fields)).toBe(false);
  });

  it('is none where a length is taken, nothing of length goes in, or a parameter only sounds like it', () => {
    const timed = { ...open('image', 'audio'), options: findModel('wavespeed', 'wan-2.5').options };
    expect(followsMedia(timed, sound)).toBe(false);
    expect(followsMedia(open('image'), { ...sound, image: url })).toBe(false);
    expect(followsMedia(open('image'), { extra: { video_quality: 'high', image_url: url } })).toBe(false);
  });
});
