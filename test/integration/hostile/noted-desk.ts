import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import type { JsonValue } from '../../../src/json.js';
import type { ProviderBench } from '../../providers/provider-bench.js';
import type { FaultRule } from '../../simulators/kit/fault.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** A key in every form in which a service, or a proxy before it, may give it back. */
export function everyFormOf(key: string): string {
  const half = key.slice(key.indexOf(':') + 1);
  const basic = Buffer.from(`user:${key}`).toString('base64');
  const url = `https://u:${key}@h.example/?k=${key}`;
  return `no: ${key}, ${half}, Key ${key}, ${encodeURIComponent(key)}, ${JSON.stringify({ key })}, Basic ${basic}, ${url}`;
}

/** A refusal with this text in every field where words are read. */
export function refusalOf(text: string): JsonValue {
  return {
    detail: text,
    message: text,
    msg: text,
    title: text,
    code: 400,
    error: { message: text, code: text },
    [text]: 1,
  };
}

/** A place of work that remembers every byte of the streams of every command. */
export async function openNotedDesk(bench: ProviderBench) {
  const [cwd, state, cache] = [temporaryDirectory(), join(temporaryDirectory(), 'state'), temporaryDirectory()];
  const clock = createFakeClock();
  const simulator = await bench.start({ now: clock.now });
  onTestFinished(() => simulator.close());
  await sharp({ create: { width: 640, height: 640, channels: 3, background: '#88aacc' } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  mkdirSync(state, { mode: 0o700 });
  const env = { ...bench.key, [`WAN_${bench.id.toUpperCase()}_BASE_URL`]: simulator.url, WAN_CACHE_DIR: cache };
  const desk = createDesk({ cwd, stateDirectory: state, clock, env });
  const streams: Record<string, string> = {};
  const run = async (...argv: readonly string[]) => {
    const ended = await desk.run(...argv);
    const name = `wan ${argv.join(' ')}`;
    streams[`${name} (stdout)`] = ended.stdout;
    streams[`${name} (stderr)`] = ended.stderr;
    return ended;
  };
  const during = async (rule: FaultRule, ...argv: readonly string[]) => {
    simulator.fail(rule);
    const ended = await run(...argv);
    simulator.clearFaults();
    return ended;
  };
  return { run, during, simulator, cwd, state, written: { streams, directories: [cwd, state, cache] } };
}
