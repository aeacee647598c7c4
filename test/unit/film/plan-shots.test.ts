import { describe, expect, it } from 'vitest';
import { planShots } from '../../../src/film/plan-shots.js';
import type { Storyboard, StoryboardFile } from '../../../src/film/storyboard.js';

const shots = (content: StoryboardFile) => planShots(storyboard(content));

function storyboard(content: StoryboardFile): Storyboard {
  return { file: 'film.yaml', name: 'film', path: '/f/film.yaml', digest: 'd', content, directory: '/f' };
}

describe('planShots', () => {
  it('lays a shot over the defaults, raw parameters key by key', () => {
    const [shot] = shots({
      defaults: { resolution: '480p', fps: 16, extra: { a: 1, b: 1 } },
      shots: [{ prompt: 'waves', fps: 24, extra: { b: 2 } }],
    });
    expect(shot?.fields).toEqual({ prompt: 'waves', resolution: '480p', fps: 24, extra: { a: 1, b: 2 } });
  });

  it('gives the image at the top to the first shot only', () => {
    const [first, second] = shots({ image: '/f/a.png', shots: [{ prompt: 'one' }, { prompt: 'two' }] });
    expect([first?.fields.image, second?.fields.image]).toEqual(['/f/a.png', undefined]);
  });

  it('goes on from the shot before, except where a shot names an image', () => {
    const planned = shots({ image: '/f/a.png', shots: [{}, {}, { image: '/f/b.png' }, {}] });
    expect(planned.map(({ isChained }) => isChained)).toEqual([false, true, false, true]);
    expect(planned.map(({ sinceCut }) => sinceCut)).toEqual([0, 1, 0, 1]);
  });

  it('knows which shots name their own seed, 0 too', () => {
    const planned = shots({ defaults: { seed: 7 }, shots: [{}, { seed: 0 }] });
    expect(planned.map(({ ownSeed, fields }) => [ownSeed, fields.seed])).toEqual([
      [false, 7],
      [true, 0],
    ]);
  });

  it('puts the presets of the defaults under those of the shot, and names where a field comes from', () => {
    const [shot] = shots({ defaults: { preset: 'calm', fps: 16 }, shots: [{ preset: ['wide', 'dark'], prompt: 'x' }] });
    expect(shot?.presets).toEqual(['calm', 'wide', 'dark']);
    expect([shot?.origin('prompt'), shot?.origin('fps')]).toEqual(['shot 1 of film.yaml', 'film.yaml, defaults']);
  });
});
