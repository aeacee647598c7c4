import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../../src/config/presets.js';
import { toErrorReport, WanError } from '../../../src/errors.js';
import { planShots } from '../../../src/film/plan-shots.js';
import { readStoryboard } from '../../../src/film/read-storyboard.js';
import { parseJson } from '../../../src/http/response-body.js';
import type { JsonValue } from '../../../src/json.js';
import { readWorkflow } from '../../../src/providers/comfyui/workflow.js';
import { closedPortUrl } from '../../simulators/kit/broken-hosts.js';
import { createDesk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';
import { hostileValue, mutate, mutation, toText } from './hostile-json.js';

const runs = 150;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Any text: noise, hostile JSON, or an honest file with some places changed. */
function textsLike(honest: JsonValue): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(mutation, { minLength: 1, maxLength: 4 }).map((all) => mutate(honest, all)) },
    { weight: 1, arbitrary: hostileValue.map(toText) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '\uFEFF', '{', '[[[[', '{"a":1,"a":2}', '/*', 'a: &a [*a]', '---\n---\n'),
    },
  );
}

/** Read, or refused in our words with exit code 2. */
async function survives(read: () => unknown): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof WanError)) throw error;
    const { exitCode, message, hint } = toErrorReport(error);
    expect(exitCode).toBe(2);
    expect(`${message}${hint}`).not.toMatch(controls);
    expect(message.length).toBeLessThan(20_000);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect('polluted' in {}).toBe(false);
}

async function attack(honest: JsonValue, read: (text: string) => unknown): Promise<void> {
  await fc.assert(
    fc.asyncProperty(textsLike(honest), (text) => survives(() => read(text))),
    { numRuns: runs },
  );
}

const request = { image: 'hero.png', prompt: 'a door', seed: 7, loras: [{ path: 'a/b', scale: 1 }], extra: { a: [1] } };

describe('a hostile', () => {
  it.each(['json', 'yaml'])('preset (%s)', async (extension) => {
    const directory = temporaryDirectory();
    const file = join(directory, `p.${extension}`);
    const options = { places: { project: [], user: [], shipped: [] } };
    await attack({ ...request, extends: './base.json', description: 'x', output: '{name}.mp4' }, (text) => {
      writeFileSync(file, text);
      return loadPreset({ reference: file, directory, chooser: 'project' }, options);
    });
  });

  it.each(['json', 'yaml'])('storyboard (%s)', async (extension) => {
    const cwd = temporaryDirectory();
    const file = join(cwd, `story.${extension}`);
    const shots = [{ prompt: 'a' }, { prompt: 'b', endImage: 'b.png', seed: 1 }, { ...request, preset: ['x'] }];
    const honest = {
      image: 'a.png',
      defaults: { model: 'm', seed: 7 },
      shots,
      join: 'fade:0.5',
      music: { file: 'm.mp3' },
    };
    await attack(honest, async (text) => {
      writeFileSync(file, text);
      const options = { cwd, allowOutside: false, trustProject: false, safetyCheckerOff: false };
      planShots(await readStoryboard(file, options));
    });
  });

  it('workflow', async () => {
    const node = {
      class_type: 'KSampler',
      inputs: { seed: '{{seed}}', model: ['2', 0], text: '{{prompt}}', cfg: 1.5 },
    };
    await attack({ '1': node, '2': { class_type: 'Loader', inputs: { name: 'x' } } }, readWorkflow);
  });

  it.each(['.wanrc.json', '.wanrc.yaml', 'package.json'])('config (%s)', async (name) => {
    const cwd = temporaryDirectory();
    mkdirSync(join(cwd, '.git'));
    const desk = createDesk({ cwd, stateDirectory: join(temporaryDirectory(), 'state') });
    const config = {
      provider: 'fal',
      defaults: request,
      budget: { perRun: 1 },
      buckets: { a: { name: 'abc' } },
      output: 'a.mp4',
    };
    const providers = { fal: { concurrency: 2, settings: { a: 'b' } } };
    const honest = name === 'package.json' ? { name: 'x', wan: config } : { ...config, providers };
    await fc.assert(
      fc.asyncProperty(textsLike(honest), async (text) => {
        writeFileSync(join(cwd, name), text);
        const ended = await desk.run('config', '--json');
        expect([0, 2], ended.stdout).toContain(ended.exitCode);
        expect(`${ended.stderr}${ended.document().error?.message}`).not.toMatch(controls);
        expect('polluted' in {}).toBe(false);
      }),
      { numRuns: runs / 2 },
    );
  });

  it('plan', async () => {
    const cwd = temporaryDirectory();
    const state = join(temporaryDirectory(), 'state');
    const desk = createDesk({
      cwd,
      stateDirectory: state,
      env: { FAL_KEY: 'id:secret-of-mine', WAN_FAL_BASE_URL: await closedPortUrl() },
    });
    const image = ['https://images.example/hero.png', '-p', 'a door', '--provider', 'fal', '-m', 'wan-2.2-turbo'];
    const planned = await desk.run('plan', 'generate', ...image, '-o', 'honest.json');
    expect(planned.exitCode, planned.stderr).toBe(0);
    const honest: JsonValue = JSON.parse(readFileSync(join(cwd, 'honest.json'), 'utf8'));
    await fc.assert(
      fc.asyncProperty(textsLike(honest), async (text) => {
        fc.pre(!isDeepStrictEqual(parseJson(text), honest));
        writeFileSync(join(cwd, 'plan.json'), text);
        const ended = await desk.run('apply', 'plan.json', '--json');
        expect(ended.exitCode, `${text}\n${ended.stdout}`).toBe(2);
        expect(ended.document().error?.message).not.toMatch(controls);
      }),
      { numRuns: runs / 2 },
    );
  });

  it('plan whose free parts are nested without measure is no plan', async () => {
    const cwd = temporaryDirectory();
    const desk = createDesk({ cwd, stateDirectory: join(temporaryDirectory(), 'state') });
    const image = ['https://images.example/hero.png', '-p', 'a door', '--provider', 'local'];
    const planned = await desk.run('plan', 'generate', ...image, '-o', 'plan.json');
    expect(planned.exitCode, planned.stderr).toBe(0);
    const text = readFileSync(join(cwd, 'plan.json'), 'utf8');
    writeFileSync(
      join(cwd, 'plan.json'),
      text.replace(/"clips": \d+/, `"clips": ${'['.repeat(9e4)}${']'.repeat(9e4)}`),
    );
    const { exitCode, stderr } = await desk.run('apply', 'plan.json');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is nested too deeply')]);
  });
});
