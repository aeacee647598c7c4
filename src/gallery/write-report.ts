import { dirname, extname } from 'node:path';
import { WanError } from '../errors.js';
import { writePublicFile } from '../files/atomic.js';
import type { Ffmpeg } from '../media/ffmpeg.js';
import { reportMarkdown } from './markdown.js';
import { galleryPage } from './page.js';
import type { ReportData } from './report-data.js';
import { prepareShowings } from './showing.js';

export interface ReportTools {
  /** For the posters of an HTML report. */
  readonly ffmpeg?: Ffmpeg | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whether a report can be written under this name. @throws WanError `output.invalid` */
export function checkReportPath(path: string): void {
  if (writers[extname(path).toLowerCase()] !== undefined) return;
  throw new WanError('output.invalid', `a report is .md, .html or .json, not ${path}`, {
    hint: '--report report.html',
  });
}

/**
 * Writes a report in the format that the name calls for, in place of an earlier one.
 *
 * @throws WanError `output.invalid`, `local.disk`, `local.output`
 */
export async function writeReport(path: string, data: ReportData, tools: ReportTools = {}): Promise<void> {
  checkReportPath(path);
  const write = writers[extname(path).toLowerCase()];
  await writePublicFile(path, (await write?.(data, dirname(path), tools)) ?? '');
}

type Writer = (data: ReportData, directory: string, tools: ReportTools) => string | Promise<string>;

const writers: Readonly<Record<string, Writer>> = {
  '.md': reportMarkdown,
  '.html': async (data, directory, tools) =>
    galleryPage(data, await prepareShowings(data.rows, { ...tools, directory })),
  '.json': ({ document }) => `${JSON.stringify(document, null, 2)}\n`,
};
