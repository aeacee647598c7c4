import { readBeginning } from '../files/read-beginning.js';
import { pageMark } from './place-page.js';

/** How reports of every version begin, in each format; a table of clips and its JSON have no room for a mark. */
const beginnings = [
  new RegExp(`^<!doctype html>[^]*?${pageMark}`),
  /^# .*, r\\_[a-z0-9]+\r?\n\r?\n\*\*\d+ jobs?\*\*: /,
  /^\{\s*"version": \d+,\s*"ok": (true|false),\s*"exitCode": \d+,\s*"command": "batch",/,
];

/** Whether a file is a report of an earlier run, or empty, so that nothing is lost with it. */
export async function isEarlierReport(path: string): Promise<boolean> {
  const text = await readBeginning(path, 4096);
  return text === '' || beginnings.some((beginning) => beginning.test(text));
}
