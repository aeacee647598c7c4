import { spawnSync } from 'node:child_process';
import { fileArgument } from '../../../src/media/ffmpeg.js';

/** All warnings and errors of ffmpeg as it decodes a film. */
export function complaints(film: string): string {
  const args = ['-nostdin', '-v', 'warning', '-i', fileArgument(film), '-enc_time_base', '-1', '-f', 'null', '-'];
  const { stderr, status } = spawnSync('ffmpeg', args, { encoding: 'utf8' });
  return status === 0 ? stderr : `exit ${status}: ${stderr}`;
}
