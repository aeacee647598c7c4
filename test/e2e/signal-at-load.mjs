// Preloaded: the signal of TEST_SIGNAL comes when bin/wan.js is about to load the program.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { existsSync } = fs;
fs.existsSync = (path) => {
  if (String(path).endsWith('/dist/main.js')) process.kill(process.pid, process.env.TEST_SIGNAL);
  return existsSync(path);
};
syncBuiltinESMExports();
