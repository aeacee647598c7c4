import { browseScript } from './script-browse.js';
import { compareScript } from './script-compare.js';
import { foundationScript } from './script-foundation.js';
import { keysScript } from './script-keys.js';
import { playScript } from './script-play.js';
import { syncScript } from './script-sync.js';

/** All that runs in the page. Its parts are JavaScript with JSDoc types, which a test checks as one program. */
export const pageScript = [
  "'use strict';\n(() => {",
  foundationScript,
  browseScript,
  playScript,
  syncScript,
  compareScript,
  keysScript,
  '})();\n',
].join('\n');
