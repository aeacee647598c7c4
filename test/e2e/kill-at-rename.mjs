/**
 * Preloaded into wan with `node --import`: the steps at which a file is made, gets or loses its name, and a folder too,
 * are steps at which `kill-point.mjs` ends it. The program itself knows nothing of this.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { step, stepLater } from './kill-point.mjs';

for (const name of ['rename', 'link', 'unlink']) {
  const later = fs.promises[name];
  fs.promises[name] = (...args) => stepLater(() => later(...args));
  const called = fs[name];
  fs[name] = (...args) => {
    const done = args.pop();
    stepLater(() => new Promise((resolve) => called(...args, (error) => resolve(error)))).then(done);
  };
  const atOnce = fs[`${name}Sync`];
  fs[`${name}Sync`] = (...args) => step(() => atOnce(...args));
}

for (const name of ['mkdirSync', 'mkdtempSync', 'rmdirSync']) {
  const atOnce = fs[name];
  fs[name] = (...args) => step(() => atOnce(...args));
}

const { open, writeFile } = fs.promises;
const writing = fs.constants.O_WRONLY | fs.constants.O_RDWR;
const reads = (flags = 'r') => flags === 'r' || (typeof flags === 'number' && (flags & writing) === 0);
fs.promises.open = (path, flags, mode) =>
  reads(flags) ? open(path, flags, mode) : stepLater(() => open(path, flags, mode));
fs.promises.writeFile = (...args) => stepLater(() => writeFile(...args));
syncBuiltinESMExports();
