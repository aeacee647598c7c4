#!/usr/bin/env node
// The two questions that need no program are answered from files, so that they cost little more than node itself.
import { readFileSync, writeSync } from 'node:fs';

const args = process.argv.slice(2);
const only = args.length === 1 ? args[0] : undefined;

if (only === '--version' || only === '-V') answer(`${JSON.parse(read('package.json')).version}\n`);
else if (only === '--help' || only === '-h') answer(read('dist/help.txt'));
else {
  // The S3 SDK warns on stderr about Node 20, which is supported here on purpose; this is its documented switch.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { start } = await import(new URL('../dist/main.js', import.meta.url).href);
  await start(args);
}

function read(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/** Without `process.stdout`, whose streams take longer to load than all the rest. */
function answer(text) {
  try {
    writeSync(1, text);
  } catch (error) {
    if (error.code !== 'EPIPE') process.stdout.write(text);
  }
}
