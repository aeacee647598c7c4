import { describe, expect, it } from 'vitest';
import { createDashscope } from '../../../src/providers/dashscope.js';
import { flash, requestOf, wire } from './setup.js';

const prepare = (fields: Parameters<typeof requestOf>[0]) =>
  createDashscope().prepare(requestOf(fields), () => 'unused');

const picture = 'data:image/png;base64,cGl4ZWxz';

describe('preparing a submit', () => {
  it('puts the model beside input and parameters', () => {
    expect(prepare({})).toEqual({ endpoint: flash, body: { model: flash, ...wire } });
  });

  it('makes the list of media that 2.7 and 3.0 want, in the order given', () => {
    const media = {
      first_frame: 'https://a.example/1.png',
      last_frame: picture,
      driving_audio: 'https://a.example/1.wav',
    };
    expect(prepare({ endpoint: 'wan2.7-i2v', wire: { input: { prompt: 'a fox', media } } }).body).toEqual({
      model: 'wan2.7-i2v',
      input: {
        prompt: 'a fox',
        media: [
          { type: 'first_frame', url: 'https://a.example/1.png' },
          { type: 'last_frame', url: picture },
          { type: 'driving_audio', url: 'https://a.example/1.wav' },
        ],
      },
    });
  });

  it('percent-encodes an address with signs beyond ASCII, and leaves every other one as it is', () => {
    const odd = 'https://bücher.example/füchse/bild 1.png?sig=a%2Fb';
    const plain = 'https://xn--bcher-kva.example/f%C3%BCchse/bild%201.png?sig=a%2Fb';
    const input = { prompt: 'https://füchse.example', img_url: odd, audio_url: 'https://A.example:443/a.wav' };
    expect(prepare({ wire: { input } }).body.input).toEqual({ ...input, img_url: plain });
    const media = { first_frame: odd, last_frame: picture };
    expect(prepare({ endpoint: 'wan2.7-i2v', wire: { input: { media } } }).body.input).toEqual({
      media: [
        { type: 'first_frame', url: plain },
        { type: 'last_frame', url: picture },
      ],
    });
  });

  it('leaves a list alone that the user wrote, and spreads several of one type', () => {
    const list = [{ type: 'reference_image', url: 'https://a.example/1.png' }];
    const endpoint = 'wan3.0-video';
    expect(prepare({ endpoint, wire: { input: { media: list } } }).body).toMatchObject({ input: { media: list } });
    const media = { reference_image: ['https://a.example/1.png', 'https://a.example/2.png'] };
    expect(prepare({ endpoint, wire: { input: { media } } }).body).toMatchObject({
      input: { media: [...list, { type: 'reference_image', url: 'https://a.example/2.png' }] },
    });
  });

  it.each([
    ['a key that stands nowhere', { ...wire, duration: 5 }, 'duration'],
    ['no input', { parameters: {} }, 'input'],
    ['sound inside the request', { input: { ...wire.input, audio_url: 'data:audio/wav;base64,AAAA' } }, 'audio_url'],
    [
      'a speaker inside the request',
      { input: { image_url: picture, audio_url: 'https://a.example/a.wav' } },
      'image_url',
    ],
  ])('refuses %s before anything is sent', (_, wrong, key) => {
    expect(() => prepare({ wire: wrong })).toThrow(
      expect.objectContaining({ code: 'request.invalid', message: expect.stringContaining(key) }),
    );
  });
});
