import { rename, rm } from 'node:fs/promises';
import type { AudioKind } from '../media/audio/audio-kind.js';
import { inspectAudio } from '../media/audio/inspect-audio.js';
import { type Ffmpeg, fileArgument } from '../media/ffmpeg.js';
import { clipInput } from '../media/film-clip.js';
import { soundFormat } from './film-graph.js';

export interface Music {
  /** Absolute path of a WAV, MP3 or M4A file. */
  readonly file: string;
  /** Seconds. */
  readonly fadeOut: number;
}

export interface MusicToAdd {
  readonly ffmpeg: Ffmpeg;
  /** An MP4, which is replaced by one with music. */
  readonly film: string;
  readonly durationSeconds: number;
  /** Whether the film has sound of its own, under which the music is laid. */
  readonly hasSound: boolean;
  readonly music: Music;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lays music under a film, repeated or cut to its length, at the loudness that platforms play at. The pictures are
 * copied as they are.
 *
 * @throws WanError `audio.invalid`, `local.ffmpeg-failed`
 */
export async function addMusic({ ffmpeg, film, durationSeconds, hasSound, music, signal }: MusicToAdd): Promise<void> {
  const { kind } = await inspectAudio(music.file);
  const into = `${film}.music`;
  const args = [
    ...clipInput({ demuxer: 'mov', path: film }),
    ...['-stream_loop', '-1', '-protocol_whitelist', 'file', '-f', demuxers[kind], '-i', fileArgument(music.file)],
    ...['-filter_complex', musicGraph({ durationSeconds, hasSound, fadeOut: music.fadeOut })],
    ...['-map', '0:v:0', '-map', '[sound]', '-c:v', 'copy', '-c:a', 'aac', '-b:a', '192k'],
    ...['-t', durationSeconds.toFixed(6), '-map_metadata', '-1', '-movflags', '+faststart', '-y', '-f', 'mp4'],
  ];
  try {
    await ffmpeg.run([...args, fileArgument(into)], { signal });
    await rename(into, film);
  } finally {
    await rm(into, { force: true });
  }
}

interface MusicShape {
  readonly durationSeconds: number;
  readonly hasSound: boolean;
  /** Seconds; the whole film at most. */
  readonly fadeOut: number;
}

/** Seconds. */
const fadeIn = 0.5;

/** To `[sound]`. The recipe of CHAINING 5; mono input fails without `aformat`. Pure. */
function musicGraph({ durationSeconds, hasSound, fadeOut }: MusicShape): string {
  const begin = `,afade=t=in:d=${Math.min(fadeIn, durationSeconds).toFixed(3)}`;
  const fade = Math.min(fadeOut, durationSeconds);
  const end = fade === 0 ? '' : `,afade=t=out:st=${(durationSeconds - fade).toFixed(3)}:d=${fade.toFixed(3)}`;
  const tune = `[1:a:0]aresample=48000,${soundFormat},asetpts=N/SR/TB,atrim=duration=${durationSeconds.toFixed(6)}${begin}`;
  // loudnorm leaves another rate, and the layout open.
  const level = `loudnorm=I=-14:TP=-1.5:LRA=11,aresample=48000,${soundFormat}`;
  if (!hasSound) return `${tune}${end},${level}[sound]`;
  return `${tune}${end}[tune];[0:a:0]${soundFormat}[own];[own][tune]amix=inputs=2:duration=first,${level}[sound]`;
}

const demuxers: Readonly<Record<AudioKind, string>> = { wav: 'wav', mp3: 'mp3', m4a: 'mov' };
