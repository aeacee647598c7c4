import { WanError } from '../../errors.js';

/** Refuses a fade of the music where there is none. @throws WanError `usage.invalid` */
export function refuseLoneFade(fadeOut: number | undefined, music: string | undefined): void {
  if (fadeOut === undefined || music !== undefined) return;
  throw new WanError('usage.invalid', '--fade-out is for music, and the film has none', {
    hint: 'give --music <file>, or leave --fade-out out',
  });
}
