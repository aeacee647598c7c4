import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WanError } from '../../errors.js';
import { makePrivateDirectory, removeFile } from '../../files/atomic.js';
import { keptSize } from '../../files/output-facts.js';
import { placeFile } from '../../files/place.js';
import { getJob } from '../../jobs/ledger/jobs-table.js';
import type { Sql } from '../../jobs/ledger/sql.js';
import { successorOf } from '../../jobs/ledger/successor.js';
import type { Ffmpeg } from '../../media/ffmpeg.js';
import { openFilmClip } from '../../media/film-clip.js';
import { writeLastFrame } from '../../media/last-frame.js';
import type { Session } from '../session.js';

/** Where the last frame of a job's clip is kept. */
export function framePath(session: Session, jobId: string): string {
  return join(session.directories.state, 'media', 'frames', `${jobId}.png`);
}

/**
 * Sees to it that the last frame of a finished clip is there, taken once, colours exact.
 *
 * @throws WanError `job.pending` while the clip is not there, `local.output`, `local.ffmpeg-*`
 */
export async function ensureFrame(
  session: Session,
  { sql, ffmpeg }: { readonly sql: Sql; readonly ffmpeg: Ffmpeg },
  jobId: string,
): Promise<void> {
  const path = framePath(session, jobId);
  if (existsSync(path)) return;
  const { state } = successorOf(sql, getJob(sql, jobId));
  const clip = state.status === 'done' ? state.outputs[0] : undefined;
  if (clip === undefined || keptSize(clip) === undefined) {
    throw new WanError('job.pending', `the clip of ${jobId}, whose last frame is needed, is not there`, {
      hint: `wan resume ${jobId}`,
      retryable: true,
    });
  }
  const directory = join(session.directories.state, 'media');
  for (const each of [session.directories.state, directory, join(directory, 'frames')])
    await makePrivateDirectory(each);
  const part = `${path}.${session.runtime.newId('')}.part.png`;
  try {
    await writeLastFrame(ffmpeg, { clip: await openFilmClip(ffmpeg, clip), into: part, signal: session.stop });
    await placeFile({ part, path, overwrite: true, job: jobId });
  } finally {
    await removeFile(part);
  }
}
