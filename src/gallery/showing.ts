import { readFile, stat } from 'node:fs/promises';
import type { Clip } from '../media/clip.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { inspectClip } from '../media/inspect-clip.js';
import { fileAddress } from './file-address.js';
import { makePoster } from './poster.js';
import type { ReportRow } from './report-data.js';

/** A row with what a page needs to show its clip. */
export interface Showing {
  readonly row: ReportRow;
  /** Addresses of the files that are there, the clip first; relative to the page, or data URIs. */
  readonly addresses: readonly string[];
  /** Data URI; absent without ffmpeg, the browser then shows a picture of its own. */
  readonly poster?: string | undefined;
  readonly clip?: Pick<Clip, 'width' | 'height' | 'durationSeconds' | 'fps'> | undefined;
}

export interface ShowingOptions {
  /** Where the page will be. */
  readonly directory: string;
  /** Left out: no posters. */
  readonly ffmpeg?: Ffmpeg | undefined;
  /** Puts the clips into the page, as far as there is room. */
  readonly embed?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of clips in one page, and of one clip: beyond these browsers grow slow, and pages can't be sent. */
const embedLimits = { page: 96_000_000, clip: 24_000_000 } as const;

/** Looks at the files of each row; a few at a time, in the order of the rows. */
export async function prepareShowings(rows: readonly ReportRow[], options: ShowingOptions): Promise<Showing[]> {
  const budget = { left: options.embed === true ? embedLimits.page : 0 };
  const showings: Showing[] = [];
  for (let first = 0; first < rows.length; first += atOnce) {
    options.signal?.throwIfAborted();
    const group = rows.slice(first, first + atOnce);
    showings.push(...(await Promise.all(group.map((row) => prepare(row, options, budget)))));
  }
  return showings;
}

const atOnce = 4;

async function prepare(row: ReportRow, options: ShowingOptions, budget: { left: number }): Promise<Showing> {
  const sizes = await Promise.all(row.outputs.map(sizeOf));
  const present = row.outputs.filter((_path, index) => sizes[index] !== undefined);
  const [path] = present;
  if (path === undefined) return { row, addresses: [] };
  const clip = await inspectClip(path).catch(() => undefined);
  const embedded = await embed(path, clip, budget);
  const addresses = present.map((each) => fileAddress(options.directory, each));
  return {
    row,
    addresses: embedded === undefined ? addresses : [embedded, ...addresses.slice(1)],
    clip,
    poster: clip && (await posterOf(path, clip, options)),
  };
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (info) => (info.isFile() ? info.size : undefined),
    () => undefined,
  );
}

async function embed(path: string, clip: Clip | undefined, budget: { left: number }): Promise<string | undefined> {
  const size = (await sizeOf(path)) ?? 0;
  if (clip === undefined || size > embedLimits.clip || size > budget.left) return undefined;
  budget.left -= size;
  return `data:${clip.mime};base64,${(await readFile(path)).toString('base64')}`;
}

/** A page without this picture is still a page; a stop is not swallowed, since the next group sees it. */
async function posterOf(path: string, clip: Clip, { ffmpeg, signal }: ShowingOptions): Promise<string | undefined> {
  if (ffmpeg === undefined) return undefined;
  return makePoster(ffmpeg, { path, at: clip.durationSeconds / 3, signal }).catch(() => undefined);
}
