import { z } from 'zod';
import { WanError } from '../errors.js';
import { type Ffmpeg, fileArgument } from './ffmpeg.js';
import { type FrameRate, parseRate, rateOfDeltas } from './frame-rate.js';
import { inspectClip } from './inspect-clip.js';

/** A clip that is to become part of a film, as its bytes and ffprobe say. */
export interface FilmClip {
  readonly path: string;
  /** The only demuxer that ever opens it. */
  readonly demuxer: 'mov' | 'matroska';
  /** Pictures that are shown. */
  readonly frames: number;
  readonly rate: FrameRate;
  readonly hasConstantRate: boolean;
  /** Square pixels, rotation applied. */
  readonly width: number;
  readonly height: number;
  readonly hasSquarePixels: boolean;
  readonly isRotated: boolean;
  readonly codec: string;
  readonly pixelFormat: string;
  /** Untagged clips of image-to-video writers hold BT.601 (measured on Wan's own writer). */
  readonly matrix: 'bt601' | 'bt709' | 'bt2020';
  readonly isTagged: boolean;
  readonly isFullRange: boolean;
  /** The transfer curve of a clip with high dynamic range. */
  readonly hdr: 'PQ' | 'HLG' | undefined;
  /** Whether it says that each picture is two fields, taken one after the other. */
  readonly isInterlaced: boolean;
  readonly hasAudio: boolean;
  /** Whether its track holds pictures that are not shown: a cut without a new encode leaves them before its beginning. */
  readonly hidesPictures: boolean;
  /** Whether it carries C2PA content credentials, which no copy can keep. */
  readonly hasCredentials: boolean;
}

/** The input arguments of a clip: one demuxer, local files only, and its name is never anything but a name. */
export function clipInput({ demuxer, path }: Pick<FilmClip, 'demuxer' | 'path'>): string[] {
  return ['-protocol_whitelist', 'file', '-f', demuxer, '-i', fileArgument(path)];
}

/**
 * Checks by its bytes that a file is a whole clip, then asks ffprobe for the rest. A playlist or a script that only has
 * the name of a video never reaches a demuxer that would follow it.
 *
 * @throws WanError `request.invalid` for what is no clip, `local.ffmpeg-missing`, `local.ffmpeg-failed`
 */
export async function openFilmClip(ffmpeg: Ffmpeg, path: string): Promise<FilmClip> {
  const clip = await inspectClip(path).catch((error: unknown) => {
    throw notAClip(path, error);
  });
  if (clip.container === 'gif' || clip.container === 'webp') {
    throw new WanError('request.invalid', `${path} is an animated image, not a video`, { hint: 'give an MP4' });
  }
  // Subtitles in an AVI can name other files, which its demuxer would open (CHAINING 4).
  if (clip.container === 'avi') {
    throw new WanError('request.invalid', `${path} is an AVI file, which is not opened`, { hint: 'give an MP4' });
  }
  const demuxer = clip.container === 'mp4' || clip.container === 'mov' ? 'mov' : 'matroska';
  const output = await ffmpeg.probe([
    ...['-protocol_whitelist', 'file', '-f', demuxer, '-select_streams', 'v:0', '-of', 'json'],
    ...['-show_streams', '-show_entries', 'packet=pts_time,flags', fileArgument(path)],
  ]);
  const { streams, packets } = probeSchema.parse(JSON.parse(output));
  const [stream] = streams;
  if (stream === undefined) throw new WanError('request.invalid', `${path} holds no pictures`);
  const times = packets.flatMap(({ pts_time: time, flags }) => (time === undefined || /D/.test(flags) ? [] : [time]));
  const { rate, isConstant } = measureRate(times, stream);
  return {
    path,
    demuxer,
    frames: times.length === 0 ? clip.frames : times.length,
    rate,
    hasConstantRate: isConstant,
    ...shownSize(stream),
    codec: stream.codec_name,
    pixelFormat: stream.pix_fmt,
    matrix: matrixOf(stream.color_space),
    isTagged: stream.color_space !== undefined && stream.color_space !== 'unknown',
    isFullRange: stream.color_range === 'pc' || stream.pix_fmt.startsWith('yuvj'),
    hdr: curves[stream.color_transfer ?? ''],
    isInterlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    hasAudio: clip.hasAudio,
    hidesPictures: times.length > 0 && times.length !== clip.frames,
    hasCredentials: clip.hasCredentials,
  };
}

function notAClip(path: string, error: unknown): WanError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why =
    code === 'ENOENT'
      ? 'no such file'
      : code === 'EISDIR'
        ? 'it is a directory'
        : error instanceof Error
          ? error.message.replace('what arrived is not a video: ', 'not a video: ')
          : String(error);
  return new WanError('request.invalid', `${path}: ${why}`, {
    hint: 'give finished clips (MP4, MOV, WebM, MKV)',
    cause: error,
  });
}

const numeric = z.coerce.number();
const streamSchema = z.object({
  codec_name: z.string(),
  width: numeric,
  height: numeric,
  pix_fmt: z.string(),
  sample_aspect_ratio: z.string().optional(),
  r_frame_rate: z.string(),
  avg_frame_rate: z.string(),
  color_space: z.string().optional(),
  color_range: z.string().optional(),
  color_transfer: z.string().optional(),
  field_order: z.string().optional(),
  side_data_list: z.array(z.object({ rotation: numeric.optional() })).optional(),
});
const probeSchema = z.object({
  streams: z.array(streamSchema),
  packets: z.array(z.object({ pts_time: numeric.optional(), flags: z.string() })).default([]),
});
type Stream = z.infer<typeof streamSchema>;

function measureRate(times: readonly number[], stream: Stream): { rate: FrameRate; isConstant: boolean } {
  const sorted = [...times].sort((a, b) => a - b);
  const deltas = sorted.slice(1).map((time, index) => time - (sorted[index] ?? 0));
  const named = parseRate(stream.r_frame_rate) ?? parseRate(stream.avg_frame_rate);
  return rateOfDeltas(deltas, named);
}

function shownSize(stream: Stream): Pick<FilmClip, 'width' | 'height' | 'hasSquarePixels' | 'isRotated'> {
  const [across, down] = (stream.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  const aspect = across !== undefined && down !== undefined && across > 0 && down > 0 ? across / down : 1;
  const width = Math.round(stream.width * aspect);
  const turn = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0;
  const isSideways = Math.abs(turn) % 180 === 90;
  return {
    width: isSideways ? stream.height : width,
    height: isSideways ? width : stream.height,
    hasSquarePixels: aspect === 1,
    isRotated: turn !== 0,
  };
}

function matrixOf(name: string | undefined): FilmClip['matrix'] {
  if (name === 'bt709') return 'bt709';
  return name?.startsWith('bt2020') === true ? 'bt2020' : 'bt601';
}

const curves: Readonly<Record<string, FilmClip['hdr']>> = { smpte2084: 'PQ', 'arib-std-b67': 'HLG' };
