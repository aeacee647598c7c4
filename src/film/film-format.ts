import type { FilmClip } from '../media/film-clip.js';
import { type FrameRate, perSecond, sameRate } from '../media/frame-rate.js';

/** The one form into which all clips of a film are brought. */
export interface FilmFormat {
  readonly width: number;
  readonly height: number;
  readonly rate: FrameRate;
  readonly matrix: 'bt601' | 'bt709';
}

export interface FormatWish {
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  readonly rate?: FrameRate | undefined;
}

/** Size and colours of the first clip, and the highest rate, so that no picture of any clip is lost. */
export function chooseFormat(clips: readonly FilmClip[], wish: FormatWish): FilmFormat {
  const [first] = clips;
  const fastest = clips.reduce<FrameRate>(
    (rate, clip) => (perSecond(clip.rate) > perSecond(rate) ? clip.rate : rate),
    first?.rate ?? { num: 16, den: 1 },
  );
  const { width, height } = wish.size ?? { width: first?.width ?? 2, height: first?.height ?? 2 };
  return {
    width: even(width),
    height: even(height),
    rate: wish.rate ?? fastest,
    matrix: first?.matrix === 'bt601' ? 'bt601' : 'bt709',
  };
}

/** Filters that bring a clip into the form, in order; after them pictures are numbered by their times. */
export function conformFilters(clip: FilmClip, format: FilmFormat): string[] {
  return [...rateFilters(clip, format), ...pictureFilters(clip, format), 'setsar=1'];
}

/** Pictures that the filters leave; undefined where only decoding tells. */
export function expectedFrames(clip: FilmClip, format: FilmFormat): number | undefined {
  return keepsRate(clip, format) ? clip.frames : undefined;
}

export function keepsRate(clip: FilmClip, { rate }: Pick<FilmFormat, 'rate'>): boolean {
  return clip.hasConstantRate && sameRate(clip.rate, rate);
}

/** The size of a film's pictures and how their colours are written; what is encoded is never of full range. */
type PictureForm = Pick<FilmClip, 'width' | 'height' | 'matrix'> & Partial<Pick<FilmClip, 'isFullRange'>>;

/** Whether the pictures are already as the film's are to be. */
export function keepsPicture(clip: FilmClip, { width, height, matrix, isFullRange = false }: PictureForm): boolean {
  const isPlain = clip.hasSquarePixels && clip.isFullRange === isFullRange && clip.matrix === matrix;
  return isPlain && clip.width === width && clip.height === height;
}

/** Filters that bring a clip to whole pictures at an even rate; after them pictures are numbered by their times. */
export function rateFilters(clip: FilmClip, format: Pick<FilmFormat, 'rate'>): string[] {
  const { num, den } = format.rate;
  // The time base of the rate itself: any other loses a frame at a join (CHAINING 4).
  const numbered = [`settb=${den}/${num}`, 'setpts=N'];
  const paced = keepsRate(clip, format) ? numbered : ['setpts=PTS-STARTPTS', `fps=${num}/${den}`, ...numbered];
  return clip.isInterlaced ? [deinterlace, ...paced] : paced;
}

/** One picture of every two fields; of the pictures that have them, since a clip may mix. */
const deinterlace = 'bwdif=mode=send_frame:deint=interlaced';

function pictureFilters(clip: FilmClip, format: FilmFormat): string[] {
  if (keepsPicture(clip, format)) return [];
  const { width, height, matrix } = format;
  const scale = Math.min(width / clip.width, height / clip.height);
  const fitted = [Math.min(width, even(clip.width * scale)), Math.min(height, even(clip.height * scale))];
  const colours = `in_color_matrix=${clip.matrix}:out_color_matrix=${matrix}:in_range=${clip.isFullRange ? 'pc' : 'tv'}:out_range=tv`;
  return [
    `scale=${fitted.join(':')}:flags=lanczos+accurate_rnd+full_chroma_int+full_chroma_inp:${colours}`,
    ...(fitted[0] === width && fitted[1] === height ? [] : [`pad=${width}:${height}:-1:-1`]),
  ];
}

/** The nearest even number of pixels, since video stores colour for two at a time. */
export function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
