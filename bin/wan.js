#!/usr/bin/env node
// The two questions that need no program are answered from files, so that they cost little more than node itself.
import { existsSync, readFileSync, writeSync } from 'node:fs';

const args = process.argv.slice(2);
const only = args.length === 1 ? args[0] : undefined;

if (only === '--version' || only === '-V') answer(`${JSON.parse(read('package.json')).version}\n`);
else if (only === '--help' || only === '-h') answer(read('dist/help.txt'));
else if (args[0] === 'completion' && args[2] === '--complete') {
  const { answerAsProcess } = await load('dist/cli/completion/answer.js');
  await answerAsProcess(args);
} else {
  // The S3 SDK warns on stderr about Node 20, which is supported here on purpose; this is its documented switch.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const early = holdSignals();
  const { start } = await load('dist/main.js');
  await start(args, early);
}

/** Until the program listens, the first signal waits for it, so that its document and exit code are there; a second ends. */
function holdSignals() {
  const signals = ['SIGINT', 'SIGTERM'];
  const held = [];
  const hold = (signal) => {
    if (held.length > 0) process.exit(signal === 'SIGINT' ? 130 : 143);
    held.push(signal);
  };
  for (const signal of signals) process.on(signal, hold);
  return () => {
    for (const signal of signals) process.off(signal, hold);
    return held.splice(0);
  };
}

function at(path) {
  const place = new URL(`../${path}`, import.meta.url);
  if (!existsSync(place)) stop('wan is not built: run bin/setup');
  return place;
}

function read(path) {
  return readFileSync(at(path), 'utf8');
}

async function load(path) {
  try {
    return await import(at(path).href);
  } catch (error) {
    if (error.code === 'EMFILE' || error.code === 'ENFILE') stop('too many open files: raise the limit (ulimit -n)', 7);
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    stop('a package that wan needs is missing: run bin/setup in a checkout, else install wan again');
  }
}

function stop(text, exitCode = 1) {
  writeSync(2, `${text}\n`);
  process.exit(exitCode);
}

/** Without `process.stdout`, whose streams take longer to load than all the rest. */
function answer(text) {
  try {
    writeSync(1, text);
  } catch (error) {
    if (error.code !== 'EPIPE') process.stdout.write(text);
  }
}
