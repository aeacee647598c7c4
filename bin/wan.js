#!/usr/bin/env node
// The two questions that need no program are answered from files, so that they cost little more than node itself.
import { existsSync, readFileSync, writeSync } from 'node:fs';

const args = process.argv.slice(2);
const only = args.length === 1 ? args[0] : undefined;

try {
  await run();
} catch (error) {
  stop(error);
}

async function run() {
  if (only === '--version' || only === '-V') return answer(`${JSON.parse(read('package.json')).version}\n`);
  if (only === '--help' || only === '-h') return answer(read('dist/help.txt'));
  if (args[0] === 'completion' && args[2] === '--complete') {
    const { answerAsProcess } = await load('dist/cli/completion/answer.js');
    return answerAsProcess(args);
  }
  // The S3 SDK warns on stderr about Node 20, which is supported here on purpose; this is its documented switch.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const early = holdSignals();
  const { start } = await load('dist/main.js');
  await start(args, early);
}

/**
 * Until the program listens, the first signal waits for it, so that its document and exit code are there; a second ends,
 * unless it is the first one told again (`src/runtime.ts`).
 */
function holdSignals() {
  const signals = ['SIGINT', 'SIGTERM'];
  const held = [];
  let first;
  const hold = (signal) => {
    first ??= performance.now();
    if (held.length === 0) held.push(signal);
    else if (performance.now() - first >= 300) process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  for (const signal of signals) process.on(signal, hold);
  return () => {
    for (const signal of signals) process.off(signal, hold);
    return held.splice(0);
  };
}

function at(path) {
  return new URL(`../${path}`, import.meta.url);
}

function read(path) {
  return readFileSync(at(path), 'utf8');
}

function load(path) {
  return import(at(path).href);
}

/** Ends with an error that the program is not there to tell: in its form, one document where that was asked for. */
function stop(error) {
  const [message, hint] = explain(error);
  const code = hint === null ? 'internal.bug' : 'local.node';
  const exitCode = hint === null ? 1 : 7;
  const told = { code, message, hint, retryable: false, exitCode, provider: null, remoteId: null };
  const lines = args.includes('--jsonl');
  if (lines || args.includes('--json')) {
    const command = args.find((word) => !word.startsWith('-')) ?? 'wan';
    const counts = { jobs: 0, done: 0, failed: 0, cancelled: 0, expired: 0, pending: 0, unknown: 0, reused: 0 };
    const totals = { ...counts, cost: { estimated: 0, actual: 0, currency: 'USD' } };
    const result = { version: 1, ok: false, exitCode, command, run: null, jobs: [], totals, film: null, data: null };
    answer(`${JSON.stringify({ ...(lines ? { type: 'result' } : {}), ...result, error: told })}\n`);
  }
  writeSync(2, `error: ${message}\n${hint === null ? '' : `hint: ${hint}\n`}`);
  process.exit(exitCode);
}

function explain(error) {
  const { code, message } = error;
  const again = 'run bin/setup in a checkout, else install wan again';
  if (code === 'EMFILE' || code === 'ENFILE') return ['too many open files', 'raise the limit (ulimit -n)'];
  if (!existsSync(at('dist/main.js'))) return ['wan is not built', 'run bin/setup'];
  const [text] = String(message).split('\n');
  if (/^Cannot find package/.test(text)) return ['a package that wan needs is missing', again];
  if (['ERR_MODULE_NOT_FOUND', 'ENOENT'].includes(code)) return [`a file of wan is missing (${text})`, again];
  if (['EACCES', 'EPERM', 'EIO'].includes(code)) return [`a file of wan cannot be read (${text})`, again];
  if (error instanceof SyntaxError) return [`a file of wan is damaged (${text})`, again];
  return [`unexpected: ${text}`, null];
}

/** Without `process.stdout`, whose streams take longer to load than all the rest. */
function answer(text) {
  try {
    writeSync(1, text);
  } catch (error) {
    if (error.code !== 'EPIPE') process.stdout.write(text);
  }
}
