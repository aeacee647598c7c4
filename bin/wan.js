#!/usr/bin/env node
// The two questions that need no program are answered from files, so that they cost little more than node itself.
import { readFileSync } from 'node:fs';

const args = process.argv.slice(2);
const only = args.length === 1 ? args[0] : undefined;
const here = new URL('..', import.meta.url);

if (only === '--version' || only === '-V') {
  process.stdout.write(`${JSON.parse(readFileSync(new URL('package.json', here), 'utf8')).version}\n`);
} else if (only === '--help' || only === '-h') {
  process.stdout.write(readFileSync(new URL('dist/help.txt', here), 'utf8'));
} else {
  // The S3 SDK warns on stderr about Node 20, which is supported here on purpose; this is its documented switch.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { start } = await import(new URL('dist/main.js', here).href);
  await start(args);
}
