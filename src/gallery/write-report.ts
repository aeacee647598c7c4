import { dirname, extname } from 'node:path';
import { WanError } from '../errors.js';
import { writePublicFile } from '../files/atomic.js';
import { checkDirectories, diskFacts, makeDirectories } from '../files/output-facts.js';
import { isSameFile } from '../files/same-file.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { isEarlierReport } from './earlier-report.js';
import { reportMarkdown } from './markdown.js';
import { galleryPage } from './page/page.js';
import type { ReportData } from './report-data.js';
import { prepareShowings } from './showing.js';

export interface ReportTools {
  /** For the posters of an HTML report. */
  readonly ffmpeg?: Ffmpeg | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ReportPlace {
  /** Absolute, and never replaced. */
  readonly manifest?: string | undefined;
  /** Whether a file that is no earlier report may be replaced. */
  readonly overwrite?: boolean | undefined;
}

/**
 * Whether a report can be written under this absolute path, where nothing but an earlier report lies; asked before
 * anything is paid.
 *
 * @throws WanError `output.invalid`, `output.conflict`
 */
export async function checkReportPath(path: string, { manifest, overwrite = false }: ReportPlace = {}): Promise<void> {
  checkEnding(path);
  if (manifest !== undefined && isSameFile(path, manifest)) {
    throw new WanError('output.conflict', `${path} is the manifest: the report would replace it`, { hint: elsewhere });
  }
  const kind = diskFacts.kindOf(path);
  if (!['missing', 'file'].includes(kind)) {
    throw new WanError('output.invalid', `${path} is no file: no report can be written there`, { hint: elsewhere });
  }
  if (kind === 'file' && !overwrite && !(await isEarlierReport(path))) {
    const hint = `${elsewhere}, or --overwrite it`;
    throw new WanError('output.conflict', `${path} exists and is not a report of wan batch`, { hint });
  }
  try {
    checkDirectories([dirname(path)]);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^clips/, 'a report') : String(error);
    throw new WanError('output.invalid', reason, { hint: elsewhere, cause: error });
  }
}

/**
 * Writes a report in the format that the name calls for, in place of an earlier one; its folder is made.
 *
 * @throws WanError `output.invalid`, `local.disk`, `local.output`
 */
export async function writeReport(path: string, data: ReportData, tools: ReportTools = {}): Promise<void> {
  checkEnding(path);
  const write = writers[extname(path).toLowerCase()];
  await makeDirectories([dirname(path)]);
  await writePublicFile(path, (await write?.(data, dirname(path), tools)) ?? '');
}

const elsewhere = 'choose another place with --report';

function checkEnding(path: string): void {
  if (writers[extname(path).toLowerCase()] !== undefined) return;
  throw new WanError('output.invalid', `a report is .md, .html or .json, not ${path}`, {
    hint: '--report report.html',
  });
}

type Writer = (data: ReportData, directory: string, tools: ReportTools) => string | Promise<string>;

const writers: Readonly<Record<string, Writer>> = {
  '.md': reportMarkdown,
  '.html': async (data, directory, tools) =>
    galleryPage(data, await prepareShowings(data.rows, { ...tools, directory })),
  '.json': ({ document }) => `${JSON.stringify(document, null, 2)}\n`,
};
