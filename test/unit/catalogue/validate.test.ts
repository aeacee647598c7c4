import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/catalogue/catalogue.js';
import { reviewRequest, validateRequest } from '../../../src/catalogue/validate.js';
import type { ProviderId, RequestFields } from '../../../src/providers/request.js';
import { errorOf } from './error-of.js';

const basic: RequestFields = { image: 'hero.png', prompt: 'the door opens' };

function check(provider: ProviderId, model: string, fields: RequestFields) {
  return validateRequest(findModel(provider, model), { ...basic, ...fields });
}

function refusal(provider: ProviderId, model: string, fields: RequestFields) {
  return errorOf(() => check(provider, model, fields));
}

describe('a seed given by its wire name', () => {
  it.each([
    ['fal', 'wan-2.2-turbo', 'seed'],
    ['dashscope', 'wan-2.6', 'parameters.seed'],
  ] as const)('is the seed of the clip, on %s', (provider, model, key) => {
    expect(check(provider, model, { seed: 9, extra: { [key]: '0' } }).fields).toMatchObject({ seed: 0 });
    expect(check(provider, model, { extra: { [key]: '5' } }).fields.extra).toBeUndefined();
  });

  it('leaves the other parameters where they are', () => {
    const { fields } = check('fal', 'wan-2.2-turbo', { extra: { seed: 5, video_quality: 'low' } });
    expect(fields).toMatchObject({ seed: 5, extra: { video_quality: 'low' } });
  });
});

describe('defaults', () => {
  it('are added and named', () => {
    const { fields, applied } = check('fal', 'wan-2.2-turbo', {});
    expect(fields).toEqual({
      ...basic,
      resolution: '720p',
      aspectRatio: 'auto',
      acceleration: 'regular',
      safetyChecker: true,
      expandPrompt: false,
    });
    expect(applied).toEqual(['resolution', 'aspectRatio', 'acceleration', 'safetyChecker', 'expandPrompt']);
  });

  it('give way to what the user set, off switches and the empty text included', () => {
    const { fields, applied } = check('fal', 'wan-2.2', {
      safetyChecker: false,
      prompt: '',
      negativePrompt: '',
      seed: 0,
    });
    expect(fields).toMatchObject({ safetyChecker: false, prompt: '', negativePrompt: '', seed: 0 });
    expect(applied).not.toContain('safetyChecker');
  });

  it('leave the frame count out where seconds say it', () => {
    const { fields, applied } = check('fal', 'wan-2.2', { duration: 4 });
    expect(fields.frames).toBeUndefined();
    expect(applied).not.toContain('frames');
  });

  it('leave seconds out where a frame count says it, also when nothing is sent', () => {
    expect(check('local', 'animatic', { frames: 40 }).fields.duration).toBeUndefined();
  });

  it('leave out what --set says', () => {
    const { fields, applied } = check('fal', 'wan-2.2', { extra: { num_frames: '97' } });
    expect(fields).toMatchObject({ extra: { num_frames: 97 } });
    expect(applied).not.toContain('frames');
  });

  it('keep the fields that choose and prepare', () => {
    const { fields } = check('fal', 'wan-2.2-turbo', { provider: 'fal', model: 'wan-2.2-turbo', background: 'white' });
    expect(fields).toMatchObject({ provider: 'fal', model: 'wan-2.2-turbo', background: 'white' });
  });
});

describe('an option that the model does not take', () => {
  it('is refused with the models that take it, those of this provider first', () => {
    const error = refusal('fal', 'wan-2.2-turbo', { negativePrompt: 'blurred' });
    expect(error).toMatchObject({ code: 'request.option-not-taken', provider: 'fal' });
    expect(error.message).toContain(
      'Wan 2.2 A14B turbo on fal does not take --negative-prompt; models that do: wan-2.2, wan-2.2-lora, ',
    );
    expect(error.message).toMatch(/ and \d+ more$/);
    const speech = refusal('replicate', 'wan-2.2', { audio: 'voice.wav', endImage: 'b.png' }).message;
    expect(speech).toContain('--end-image; models that do: wan-2.2-turbo, wan-2.7, wan-2.2 (fal), ');
  });

  it.each([
    ['fal', 'wan-2.2-turbo', { duration: 5 }, 'leave --duration out: its clips are about 5 s long'],
    ['fal', 'wan-2.5', { frames: 81 }, 'use --duration instead'],
    ['fal', 'wan-2.2-turbo', { steps: 20 }, 'use --acceleration instead'],
    ['replicate', 'wan-2.1', { lorasHigh: [{ path: 'a' }] }, 'use --lora instead'],
    ['fal', 'wan-2.7', { shift: 5 }, 'leave --shift out, or choose another --model'],
    ['replicate', 'wan-2.2', { safetyChecker: false }, 'leave --no-safety-checker out, or choose another --model'],
  ] as const)('on %s %s, %o: %s', (provider, model, fields, hint) => {
    const error = refusal(provider, model, fields as RequestFields);
    expect(error).toMatchObject({ code: 'request.option-not-taken', hint });
  });

  it('is refused by the animatic under its own name', () => {
    expect(refusal('local', 'animatic', { steps: 20 }).code).toBe('request.option-not-taken');
  });

  it('is said to be unused by the stand-in for another model', () => {
    const { fields, notes } = check('local', 'wan-2.2-lora', {
      steps: 20,
      loras: [{ path: 'a' }],
      safetyChecker: false,
      extra: { guidance_scale_2: '4' },
    });
    expect(fields).toEqual({ ...basic, resolution: '720p', aspectRatio: 'auto', duration: 5, fps: 16 });
    expect(notes).toEqual([
      '--set guidance_scale_2: not used by the animatic',
      '--steps: not used by the animatic',
      '--lora: not used by the animatic',
      '--safety-checker: not used by the animatic',
    ]);
  });
});

describe('a value', () => {
  it('in another case is taken in the spelling of the model', () => {
    expect(check('fal', 'wan-2.2', { resolution: '720P', acceleration: 'None' }).fields).toMatchObject({
      resolution: '720p',
      acceleration: 'none',
    });
    expect(check('replicate', 'wan-2.1', { acceleration: 'off' }).fields.acceleration).toBe('Off');
  });

  it.each([
    [
      { resolution: '1080p' },
      '--resolution must be 480p, 580p or 720p, not 1080p',
      'wan models show <model> tells what it takes',
    ],
    [{ resolution: '702p' }, '--resolution must be 480p, 580p or 720p, not 702p', 'did you mean 720p?'],
    [
      { resolution: 'huge' },
      '--resolution must be 480p, 580p or 720p, not huge',
      'wan models show <model> tells what it takes',
    ],
    [{ steps: 41 }, '--steps must be 2 to 40, not 41', 'nearest is 40'],
    [{ guidance: 0.5 }, '--guidance must be 1 to 10, not 0.5', 'nearest is 1'],
    [{ fps: 23.98 }, '--fps must be a whole number, not 23.98', 'nearest are 23 and 24'],
    [{ seed: 2 ** 31 }, '--seed must be 0 to 2147483647, not 2147483648', 'nearest is 2147483647'],
    [{ duration: 20 }, '--duration must be 1 to 10 at 16 frames a second, not 20 (321 frames)', 'nearest is 10'],
    [{ duration: 1, fps: 8 }, '--duration must be 2 to 20 at 8 frames a second, not 1 (9 frames)', 'nearest is 2'],
  ])('%o is refused: %s', (fields, message, hint) => {
    expect(refusal('fal', 'wan-2.2', fields)).toMatchObject({ code: 'request.invalid', message, hint });
  });

  it.each([
    ['fal', 'wan-2.6', { duration: 7 }, '--duration must be 5, 10 or 15, not 7', 'nearest: 5 or 10'],
    ['fal', 'wan-2.6', { duration: 30 }, '--duration must be 5, 10 or 15, not 30', 'nearest: 15'],
    ['fal', 'wan-2.7', { duration: 5.5 }, '--duration must be a whole number, not 5.5', 'nearest are 5 and 6'],
    ['fal', 'wan-2.5', { prompt: 'x'.repeat(801) }, '--prompt can be at most 800 characters, not 801', undefined],
    [
      'replicate',
      'wan-2.2-turbo',
      { lorasHigh: [{ path: 'a' }, { path: 'b' }] },
      '--lora-high can be at most 1 given, not 2',
      undefined,
    ],
  ] as const)('%s %s refuses %o', (provider, model, fields, message, hint) => {
    expect(refusal(provider, model, fields as unknown as RequestFields)).toMatchObject({ message, hint });
  });

  it('counts letters, not the code units of emoji', () => {
    expect(check('fal', 'wan-2.5', { prompt: '🚪'.repeat(800) }).fields.prompt).toHaveLength(1600);
  });

  it('of seconds is judged at the frame rate that --set gives', () => {
    expect(refusal('fal', 'wan-2.2', { duration: 10, extra: { frames_per_second: '24' } }).message).toContain(
      '0.67 to 6.67 at 24 frames a second',
    );
  });

  it('must be a multiple where frames come in fours', () => {
    const error = refusal('fal', 'wan-2.2-s2v', { audio: 'voice.wav', frames: 81 });
    expect(error).toMatchObject({ message: '--frames must be a multiple of 4, not 81', hint: 'nearest is 80' });
  });
});

describe('a request as a whole', () => {
  it('needs what the model requires', () => {
    const spec = findModel('fal', 'wan-2.2-s2v');
    const error = errorOf(() => validateRequest(spec, {}));
    expect(error.code).toBe('request.invalid');
    expect(error.message).toBe(
      '3 faults: Wan 2.2 speech to video on fal needs an image; ' +
        'Wan 2.2 speech to video on fal needs an audio track; Wan 2.2 speech to video on fal needs a prompt',
    );
    expect(error.hint).toBe('give --image; give --audio; give --prompt');
  });

  it('may give a required parameter with --set', () => {
    const spec = findModel('fal', 'wan-2.2');
    const { fields } = validateRequest(spec, { image: 'a.png', extra: { prompt: '123' } });
    expect(fields.extra).toEqual({ prompt: '123' });
  });

  it('may extend a clip instead of starting from an image, but not both', () => {
    const spec = findModel('fal', 'wan-2.7');
    expect(errorOf(() => validateRequest(spec, {})).hint).toBe('give --image or --set video_url=...');
    expect(validateRequest(spec, { extra: { video_url: 'https://a.example/b.mp4' } }).fields.duration).toBe(5);
    expect(refusal('fal', 'wan-2.7', { extra: { video_url: 'https://a.example/b.mp4' } }).message).toBe(
      '--image and --set video_url exclude each other',
    );
  });

  it('keeps a last frame to where there is a first', () => {
    const spec = findModel('replicate', 'wan-2.7');
    const fields = { endImage: 'b.png', extra: { first_clip: 'https://a.example/b.mp4' } };
    expect(errorOf(() => validateRequest(spec, fields)).message).toBe('--end-image needs --image');
  });

  it.each([
    ['fal', 'wan-2.2', { frames: 81, duration: 5 }, '--duration and --frames set the same thing'],
    ['local', 'animatic', { frames: 81, duration: 5 }, '--duration and --frames set the same thing'],
    [
      'replicate',
      'wan-2.2-turbo',
      { loras: [{ path: 'a' }], lorasLow: [{ path: 'b' }] },
      '--lora and --lora-low set the same thing',
    ],
  ] as const)('%s %s: two options for one parameter are refused', (provider, model, fields, message) => {
    expect(refusal(provider, model, fields as unknown as RequestFields).message).toBe(message);
  });

  it('may mix LoRAs for one expert and for both where they are a list', () => {
    const fields = { loras: [{ path: 'a' }], lorasHigh: [{ path: 'b', scale: 0 }] };
    expect(check('fal', 'wan-2.2-lora', fields).fields).toMatchObject({ lorasHigh: [{ path: 'b', scale: 0 }] });
  });
});

describe('several faults', () => {
  it('come at once, as an invalid request if any is one', () => {
    const error = refusal('fal', 'wan-2.2-turbo', { steps: 20, resolution: '4k', extra: { seeed: '1' } });
    expect(error.code).toBe('request.invalid');
    expect(error.message).toMatch(/^3 faults: .*"seeed"; --resolution must be .*; .* does not take --steps/);
  });

  it('keep the narrower code where they are all of that kind', () => {
    expect(refusal('fal', 'wan-2.2-turbo', { steps: 20, shift: 3 }).code).toBe('request.option-not-taken');
  });

  it('can be had as a list with the field of each', () => {
    const { faults } = reviewRequest(findModel('fal', 'wan-2.2-turbo'), { ...basic, steps: 2, extra: { seeed: 1 } });
    expect(faults.map(({ field, key }) => [field, key])).toEqual([
      ['extra', 'seeed'],
      ['steps', undefined],
    ]);
  });
});

describe('notes', () => {
  it('tell what is doubtful about a model', () => {
    expect(check('fal', 'wan-2.6', {}).notes.join()).toContain('retired');
  });

  it('tell that --set wins over a flag', () => {
    const { fields, notes } = check('fal', 'wan-2.2', { steps: 20, extra: { num_inference_steps: '30' } });
    expect(notes).toEqual(['--set num_inference_steps wins over --steps']);
    expect(fields).toMatchObject({ steps: 20, extra: { num_inference_steps: 30 } });
  });
});
