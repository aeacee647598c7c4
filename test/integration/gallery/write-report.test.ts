import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../../src/gallery/markdown.js';
import { appendSummary, summaryLimit } from '../../../src/gallery/summary.js';
import { checkReportPath, writeReport } from '../../../src/gallery/write-report.js';
import { createFfmpeg } from '../../../src/media/ffmpeg.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { refusedJob, reportOf, sampleJob } from '../../unit/gallery/report-sample.js';

/** A report of a clip that is there and one that is not, and a folder to write it to. */
function prepare() {
  const directory = temporaryDirectory();
  const clip = join(directory, 'hero.mp4');
  copyFileSync(fileURLToPath(new URL('../../fixtures/clip.mp4', import.meta.url)), clip);
  const sample = sampleJob();
  const state = sample.state.status === 'done' ? { ...sample.state, outputs: [clip] } : sample.state;
  const data = reportOf([{ ...sample, state }, refusedJob()]);
  return { data, directory, at: (name: string) => join(directory, name) };
}

describe('a report', () => {
  it('.md is the table, with files named from its folder', async () => {
    const { data, directory, at } = prepare();
    await writeReport(at('report.md'), data);
    expect(readFileSync(at('report.md'), 'utf8')).toBe(reportMarkdown(data, directory));
  });

  it('.json is the document of --json, without the query of a result', async () => {
    const { data, at } = prepare();
    await writeReport(at('report.JSON'), data);
    const text = readFileSync(at('report.JSON'), 'utf8');
    expect(JSON.parse(text)).toEqual(data.document);
    expect(text).not.toContain('sig=abc');
  });

  it('.html is the gallery, with posters where ffmpeg is', async () => {
    const { data, directory, at } = prepare();
    const ffmpeg = createFfmpeg({ env: process.env, platform: process.platform, cwd: directory });
    await writeReport(at('report.html'), data, { ffmpeg });
    const page = readFileSync(at('report.html'), 'utf8');
    expect(page).toContain('href="hero.mp4"');
    expect(page.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(1);
  });

  it('replaces an earlier one', async () => {
    const { data, at } = prepare();
    writeFileSync(at('report.md'), 'earlier');
    await writeReport(at('report.md'), data);
    expect(readFileSync(at('report.md'), 'utf8')).toMatch(/^# Tests/);
  });

  it.each(['report.pdf', 'report', 'clip.mp4'])('%s is none, and nothing is written', async (name) => {
    const { data, at } = prepare();
    await expect(writeReport(at(name), data)).rejects.toMatchObject({ code: 'output.invalid' });
    expect(() => readFileSync(at(name))).toThrow(/ENOENT/);
  });

  it('goes into a folder that is made for it', async () => {
    const { data, at } = prepare();
    await checkReportPath(at('new/report.json'));
    await writeReport(at('new/report.json'), data);
    expect(JSON.parse(readFileSync(at('new/report.json'), 'utf8'))).toEqual(data.document);
  });

  it.each([
    ['a folder', 'folder.md', /is no file/],
    ['a place behind a file', 'file.md/report.md', /^a report can't be written to .*is not a directory$/],
    ['the manifest itself', 'rows.json', /is the manifest/],
  ])('is refused for %s before there is anything to tell', async (_what, name, message) => {
    const { at } = prepare();
    mkdirSync(at('folder.md'));
    writeFileSync(at('file.md'), '');
    await expect(checkReportPath(at(name), { manifest: at('rows.json') })).rejects.toThrow(message);
  });

  it.each([
    ['a symbolic link', symlinkSync],
    ['a hard link', linkSync],
  ])('is refused for %s to the manifest', async (_what, link) => {
    const { at } = prepare();
    writeFileSync(at('rows.json'), '[]');
    link(at('rows.json'), at('report.json'));
    const place = { manifest: at('rows.json'), overwrite: true };
    await expect(checkReportPath(at('report.json'), place)).rejects.toThrow(/is the manifest/);
  });

  it.each([
    ['README.md', '# Tests\n\n**2 jobs**: mine\n'],
    ['index.html', '<!doctype html>\n<html lang="en">\n'],
    ['package.json', '{\n  "version": 1,\n  "name": "mine"\n}\n'],
  ])('is refused in place of a file like %s, unless that is to be replaced', async (name, text) => {
    const { at } = prepare();
    writeFileSync(at(name), text);
    await expect(checkReportPath(at(name))).rejects.toMatchObject({ code: 'output.conflict' });
    await checkReportPath(at(name), { overwrite: true });
    expect(readFileSync(at(name), 'utf8')).toBe(text);
  });

  it.each(['md', 'html', 'json'])('of before is one that may be replaced: .%s', async (ending) => {
    const { data, at } = prepare();
    const path = at(`report.${ending}`);
    const title = 'rows "1" & 2.csv, r_bqouj433qub3b6li';
    await writeReport(path, { ...data, title, document: { ...data.document, command: 'batch' } });
    await checkReportPath(path);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    await checkReportPath(path);
  });

  it('stops when it is told to', async () => {
    const { data, at } = prepare();
    await expect(writeReport(at('report.html'), data, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });
});

describe('the summary of a step', () => {
  it('is added to what other steps wrote', async () => {
    const { data, directory, at } = prepare();
    writeFileSync(at('summary'), '# Build');
    await appendSummary(at('summary'), data, directory);
    expect(readFileSync(at('summary'), 'utf8')).toBe(`# Build\n${reportMarkdown(data, directory)}`);
  });

  it('never makes the file larger than what is taken', async () => {
    const { directory, at } = prepare();
    const many = reportOf(Array.from({ length: 8_000 }, (_, index) => sampleJob({ id: `j_${index}` })));
    await appendSummary(at('summary'), many, directory);
    const written = readFileSync(at('summary'));
    expect(written.length).toBeLessThanOrEqual(summaryLimit);
    expect(written.length).toBeGreaterThan(summaryLimit * 0.9);
    writeFileSync(at('full'), 'x'.repeat(summaryLimit));
    await appendSummary(at('full'), many, directory);
    expect(readFileSync(at('full')).length).toBe(summaryLimit);
  });

  it.skipIf(process.platform === 'win32')('may be a pipe, and is not waited for where nobody reads it', async () => {
    const { directory, at } = prepare();
    const many = reportOf(Array.from({ length: 2_000 }, (_, index) => sampleJob({ id: `j_${index}` })));
    execFileSync('mkfifo', [at('pipe')]);
    await expect(appendSummary(at('pipe'), many, directory)).rejects.toMatchObject({
      code: 'local.output',
      message: `${at('pipe')}: nobody reads from this pipe`,
    });
    const reader = spawn('sh', ['-c', 'exec <"$1"; sleep 0.3; cat >"$2"', 'sh', at('pipe'), at('copy')]);
    const read = new Promise((resolve) => reader.once('close', resolve));
    await expect.poll(() => appendSummary(at('pipe'), many, directory).then(() => 'written')).toBe('written');
    await read;
    expect(readFileSync(at('copy'), 'utf8')).toBe(`\n${reportMarkdown(many, directory)}`);
  });
});
