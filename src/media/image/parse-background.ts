import { WanError } from '../../errors.js';
import { loadSharp } from './load-sharp.js';

/**
 * A colour name or six hex digits as sharp takes it; white when left out.
 *
 * @throws WanError `request.invalid` for a name that no CSS colour has
 */
export async function parseBackground(background: string | undefined): Promise<string> {
  if (background === undefined) return '#ffffff';
  const colour = /^[0-9a-f]{6}$/i.test(background) ? `#${background}` : background.toLowerCase();
  const sharp = await loadSharp();
  try {
    if (colour === 'transparent') throw new Error('nothing shows through a video');
    sharp({ create: { width: 1, height: 1, channels: 3, background: colour } });
  } catch (error) {
    throw new WanError('request.invalid', `${JSON.stringify(background)} is not a background colour`, {
      hint: 'use a CSS colour name or six hex digits: --background white, --background "#f4f4f4"',
      cause: error,
    });
  }
  return colour;
}
