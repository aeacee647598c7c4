import { expect, it } from 'vitest';
import { providerBenches } from '../../providers/provider-benches.js';
import type { OperationKind } from '../../simulators/kit/fault.js';
import { findSecret } from '../../support/find-secret.js';
import { everyFormOf, openNotedDesk, refusalOf } from './noted-desk.js';

const [fal] = providerBenches;
const three = providerBenches.filter(({ id }) => ['fal', 'replicate', 'wavespeed'].includes(id));

it.each(three.map((bench) => [bench.id, bench] as const))(
  'what ends a command about %s, and no job of its own, shows no key that the service sends back',
  async (id, bench) => {
    const { run, during, written } = await openNotedDesk(bench);
    const key = Object.values(bench.key)[0] ?? '';
    const clip = ['hero.png', '-p', 'the lamp', '--provider', id, '-m', bench.model, '-s', '3'];
    const detached = await run('generate', ...clip, '--yes', '--detach', '--json');
    const [job = ''] = detached.stdout.match(/j_[0-9a-z]+/) ?? [];
    const commands: readonly (readonly [OperationKind, ...string[]])[] = [
      ['upload', 'upload', 'hero.png', '--provider', id, '--background', 'red'],
      ['status', 'adopt', id, 'another-task'],
      ['list', 'adopt', id, '--since', '24h'],
      ['cancel', 'cancel', job],
      ['quote', 'generate', ...clip, '-p', 'a door', '--max-cost', '1', '--yes'],
      ['schema', 'models', 'show', bench.model, '--refresh'],
      ['balance', 'providers', '--balance'],
    ];
    const how = { kind: 'http', status: 422, body: refusalOf(everyFormOf(key)) } as const;
    for (const [on, ...command] of commands) {
      for (const mode of [['--json'], ['--jsonl', '--debug'], ['--debug']]) {
        const ended = await during({ on, how, times: 50 }, ...command, ...mode);
        expect(ended.exitCode, `${command}: ${ended.stderr}`).not.toBe(1);
      }
    }
    expect(findSecret(key, written)).toEqual([]);
  },
  60_000,
);

it.each([['batch'], ['upload', '--provider', 'fal'], ['resume'], ['stitch', '-o', 'film.mp4'], ['--no-color']])(
  'an address that is taken for something else by %j shows no signature',
  async (...command) => {
    if (fal === undefined) throw new Error('there is no bench');
    const { run, written } = await openNotedDesk(fal);
    const address = 'https://me:loginSecret0123@images.example/hero.png?X-Amz-Signature=pictureSignature0123';
    for (const mode of [['--json'], ['--debug']]) await run(...command, address, ...mode);
    const { streams } = written;
    const told = Object.values(streams);
    expect(told.join('')).toContain('images.example');
    expect(told.filter((text) => /Secret0123|Signature0123/.test(text))).toEqual([]);
  },
);
