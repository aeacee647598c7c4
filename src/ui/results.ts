import { stripControls } from '../errors.js';
import type { Reporter, ResultDocument } from '../jobs/report.js';
import type { OutputStream } from '../runtime.js';
import { type Links, plainLinks } from './hyperlink.js';

/** What a script reads from stdout, in one of three forms. */
export type Output = Reporter;

/**
 * One line for each finished file: its absolute path, reused ones too; of a chain the film's path only. In a pipe a
 * clip's path is there as soon as the clip is; on a terminal the paths follow the progress display.
 */
export function createPathOutput(stdout: OutputStream, links: Links = plainLinks): Output {
  const printed = new Set<string>();
  let streams = false;
  return {
    report(event) {
      if (event.type === 'run') streams = stdout.isTTY !== true && perClip.includes(event.command);
      if (!streams || event.type !== 'job' || event.status !== 'done') return;
      if (event.output !== null) print(event.job, event.output);
    },
    finish(result) {
      for (const [job, path] of finishedFiles(result)) print(job, path);
    },
  };

  function print(job: string, path: string): void {
    const key = `${job} ${path}`;
    if (printed.has(key)) return;
    printed.add(key);
    // A name is passed on as it is; only a terminal is spared its control characters.
    stdout.write(`${stdout.isTTY === true ? links.path(stripControls(path)) : path}\n`);
  }
}

/** `--json`: exactly one document, at the end. */
export function createJsonOutput(stdout: OutputStream): Output {
  const indent = stdout.isTTY === true ? 2 : undefined;
  return {
    report() {},
    finish: (result) => void stdout.write(`${JSON.stringify(result, null, indent)}\n`),
  };
}

/** `--jsonl`: each event as it happens, the last of them `result` with the fields of the document. */
export function createJsonLinesOutput(stdout: OutputStream, now: () => number): Output {
  const write = (event: object) => stdout.write(`${JSON.stringify(event)}\n`);
  return {
    report: (event) => void write({ ...event, at: new Date(now()).toISOString() }),
    finish: (result) => void write({ type: 'result', ...result }),
  };
}

/** Commands whose clips are results as soon as they are there. */
const perClip = ['generate', 'batch'];

function finishedFiles({ command, jobs, film }: ResultDocument): (readonly [job: string, path: string])[] {
  if (film !== null || filmCommands.includes(command)) {
    const path = film !== null && typeof film === 'object' && 'output' in film ? film.output : null;
    return typeof path === 'string' ? [['film', path]] : [];
  }
  return jobs.flatMap((job) => (job.status === 'done' ? job.outputs.map((path) => [job.id, path] as const) : []));
}

/** Their clips are parts, not results. */
const filmCommands = ['chain', 'stitch'];
