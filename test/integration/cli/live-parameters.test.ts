import { describe, expect, it } from 'vitest';
import { openBench } from '../../providers/bench-desk.js';
import { providerBenches } from '../../providers/provider-benches.js';
import { isObject } from '../../simulators/eachlabs-validation.js';

/** A clip of a model that the catalogue lists in part, with these `--set`. */
async function open(provider: 'eachlabs' | 'ai302', model: string) {
  const bench = providerBenches.find(({ id }) => id === provider);
  if (bench === undefined) throw new Error(`there is no bench of ${provider}`);
  const { desk, simulator } = await openBench(bench);
  const asked = ['hero.png', '-p', 'a door', '--provider', provider, '-m', model, '--yes', '--json', '-o', 'door.mp4'];
  const set = (...pairs: readonly string[]) =>
    desk.run('generate', ...asked, ...pairs.flatMap((pair) => ['--set', pair]));
  const schemasRead = () => simulator.requests.filter(({ operation }) => operation === 'schema').length;
  const sent = () => simulator.requests.find(({ operation }) => operation === 'submit')?.json;
  return { set, simulator, schemasRead, sent };
}

describe('--set with a key that the catalogue does not list, of a model that it knows in part', () => {
  it.each([
    ['eachlabs', 'wan-2.6', 'durations=15', 'did you mean --set duration?'],
    ['ai302', 'wan-2.7', 'enable_prompt_expansions=true', 'did you mean --set enable_prompt_expansion?'],
    ['ai302', 'wan-2.7', 'sed=1', 'it has '],
  ] as const)('is refused at %s %s when the live schema lacks it too: %s', async (provider, model, pair, hint) => {
    const { set, simulator } = await open(provider, model);
    const ended = await set(pair);
    expect(ended.exitCode, ended.stderr).toBe(2);
    const { message, hint: said } = ended.document().error ?? {};
    expect(`${message}; ${said}`).toContain(`has no parameter "${pair.split('=')[0]}"`);
    expect(`${message}; ${said}`).toContain(hint);
    expect(simulator.billableSubmits).toBe(0);
  });

  it('is sent without a doubt when the live schema has it', async () => {
    const { set, sent } = await open('ai302', 'wan-2.7');
    const ended = await set('enable_prompt_expansion=true');
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stderr).not.toContain('is not in the schema');
    expect(isObject(sent()) && sent()).toMatchObject({ enable_prompt_expansion: expect.anything() });
  });

  it.each([
    ['eachlabs', 'wan-2.6'],
    ['ai302', 'wan-2.7'],
  ] as const)('is sent by %s with a note when its live schema cannot be read', async (provider, model) => {
    const { set, simulator } = await open(provider, model);
    simulator.fail({ on: 'schema', how: { kind: 'http', status: 500 } });
    const ended = await set('durations=15');
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(ended.stderr).toContain('--set durations is not in the schema of');
    expect(simulator.billableSubmits).toBe(1);
  });

  it('is what a live schema is read for, and nothing else is', async () => {
    const { set, schemasRead } = await open('eachlabs', 'wan-2.6');
    expect((await set('multi_shots=true')).exitCode).toBe(0);
    expect(schemasRead()).toBe(0);
  });
});
