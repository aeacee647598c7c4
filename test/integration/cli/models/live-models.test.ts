import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { falKey, startFal } from '../../../simulators/fal.js';
import { replicateToken, startReplicate } from '../../../simulators/replicate.js';
import { simulatedModels } from '../../../simulators/replicate-catalogue.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { createDesk } from '../../../support/run-main.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';

const liveSchema = z.object({ schema: z.json(), readAt: z.string().nullable(), problem: z.string().nullable() });
const modelsSchema = z.array(
  z.looseObject({ provider: z.string(), endpoint: z.string(), live: liveSchema.optional() }),
);
const hour = 3_600_000;

/** A simulated fal and Replicate; `keyless` runs in the same place without keys. */
async function open() {
  const cwd = temporaryDirectory();
  const clock = createFakeClock();
  const [fal, replicate] = await Promise.all([startFal({ now: clock.now }), startReplicate({ now: clock.now })]);
  onTestFinished(async () => {
    await Promise.all([fal.close(), replicate.close()]);
  });
  const env = {
    WAN_CACHE_DIR: join(cwd, 'cache'),
    WAN_FAL_BASE_URL: fal.url,
    WAN_REPLICATE_BASE_URL: replicate.url,
  };
  const place = { cwd, stateDirectory: join(cwd, 'state'), clock };
  const keyed = createDesk({ ...place, env: { ...env, FAL_KEY: falKey, REPLICATE_API_TOKEN: replicateToken } });
  const keyless = createDesk({ ...place, env });
  const reads = () => fal.requests.filter(({ operation }) => operation === 'schema').length;
  const show = async (desk: typeof keyed, ...words: string[]) => {
    const ended = await desk.run('models', ...words, '--json');
    expect(ended.exitCode, ended.stdout).toBe(0);
    return modelsSchema.parse(ended.document().data);
  };
  return { fal, clock, keyed, keyless, reads, show };
}

describe('wan models show', () => {
  it('reads the live schema of a named provider, and says when', async () => {
    const { keyed, show, reads } = await open();
    const [turbo] = await show(keyed, 'show', 'fal:wan-2.2-turbo');
    expect(turbo?.live).toMatchObject({
      readAt: '2026-11-21T00:00:00.000Z',
      problem: null,
      schema: { parameters: { image_url: expect.objectContaining({ type: 'string' }) } },
    });
    const { stdout } = await keyed.run('models', 'show', 'wan-2.2-turbo', '--provider', 'fal');
    expect(stdout).toMatch(/live schema, read 2026-11-21T00:00:00\.000Z:\n {4}/);
    expect(stdout).toMatch(/^ {4}image_url \(required\): string/m);
    expect(reads()).toBe(1);
  });

  it('asks nobody for a name that several providers have, unless told to', async () => {
    const { keyed, show, reads } = await open();
    expect((await show(keyed, 'show', 'wan-2.2-turbo')).every(({ live }) => live === undefined)).toBe(true);
    expect(reads()).toBe(0);
    const refreshed = await show(keyed, 'show', 'wan-2.2-turbo', '--refresh');
    expect(refreshed.find(({ provider }) => provider === 'fal')?.live?.readAt).not.toBeNull();
    const others = refreshed.filter(({ provider }) => provider !== 'fal' && provider !== 'replicate');
    expect(others.length).toBeGreaterThan(0);
    for (const { live } of others) expect(live).toEqual({ schema: null, readAt: null, problem: expect.any(String) });
  });

  it('keeps what it read for a day, and --refresh reads it again', async () => {
    const { keyed, show, reads, clock } = await open();
    await show(keyed, 'show', 'fal:wan-2.2-turbo');
    clock.advance(23 * hour);
    expect((await show(keyed, 'show', 'fal:wan-2.2-turbo'))[0]?.live?.readAt).toBe('2026-11-21T00:00:00.000Z');
    const [again] = await show(keyed, 'show', 'fal:wan-2.2-turbo', '--refresh');
    expect([again?.live?.readAt, reads()]).toEqual(['2026-11-21T23:00:00.000Z', 2]);
    clock.advance(23 * hour);
    expect((await show(keyed, 'show', 'fal:wan-2.2-turbo'))[0]?.live?.readAt).toBe('2026-11-21T23:00:00.000Z');
    clock.advance(2 * hour);
    await show(keyed, 'show', 'fal:wan-2.2-turbo');
    expect(reads()).toBe(3);
  });

  it('shows the kept copy and why it is not newer when the provider is down', async () => {
    const { keyed, show, fal } = await open();
    await show(keyed, 'show', 'fal:wan-2.2-turbo');
    fal.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    const [kept] = await show(keyed, 'show', 'fal:wan-2.2-turbo', '--refresh');
    expect(kept?.live).toMatchObject({ readAt: '2026-11-21T00:00:00.000Z', problem: expect.stringContaining('503') });
    fal.fail({ on: 'schema', how: { kind: 'http', status: 503 } });
    const { stdout } = await keyed.run('models', 'show', 'fal:wan-2.2-turbo', '--refresh');
    expect(stdout).toMatch(/it could not be read again: .*503/);
  });

  it('shows the catalogue and why without a key, or the copy that was kept', async () => {
    const { keyed, keyless, show, clock } = await open();
    const { exitCode, stdout } = await keyless.run('models', 'show', 'fal:wan-2.2-turbo');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/live schema: not read \(.*FAL_KEY.*is not set\); this is the catalogue/);
    await show(keyed, 'show', 'fal:wan-2.2-turbo');
    clock.advance(48 * hour);
    const [kept] = await show(keyless, 'show', 'fal:wan-2.2-turbo');
    expect(kept?.live).toMatchObject({
      readAt: '2026-11-21T00:00:00.000Z',
      problem: expect.stringContaining('FAL_KEY'),
    });
  });

  it("shows an endpoint outside the catalogue by its provider's schema", async () => {
    const { keyed, keyless, show } = await open();
    const community = simulatedModels.find(({ official }) => !official);
    const id = `${community?.owner}/${community?.name}:${community?.version}`;
    const [shown] = await show(keyed, 'show', `replicate:${id}`);
    expect(shown).toMatchObject({ provider: 'replicate', endpoint: id, live: { problem: null } });
    const [byFlag] = await show(keyed, 'show', id, '--provider', 'replicate');
    expect(byFlag?.endpoint).toBe(id);
    const unread = (await keyless.run('models', 'show', 'fal:nobody/nothing', '--json')).document();
    expect(unread.error).toMatchObject({
      code: 'request.unknown-model',
      hint: expect.stringContaining('with FAL_KEY set'),
    });
    expect((await keyed.run('models', 'show', 'fal:nobody/nothing', '--json')).document().error).toMatchObject({
      code: 'request.unknown-model',
      message: expect.stringMatching(/^fal has no model "nobody\/nothing"/),
    });
  });
});

describe('wan models --refresh', () => {
  it('reads every schema of a provider again, and says what became of each', async () => {
    const { keyed, show, reads } = await open();
    const models = await show(keyed, '--provider', 'fal', '--refresh');
    expect(models.length).toBeGreaterThan(3);
    expect(reads()).toBe(models.length);
    for (const { live } of models) expect([live?.readAt === null, live?.problem === null]).toContain(true);
    const { stdout } = await keyed.run('models', '--provider', 'fal', '--refresh');
    expect(stdout).toMatch(/\tread 2026-11-21T00:00:00\.000Z$/m);
  });

  it('goes on where one can’t be read', async () => {
    const { keyed, show, fal } = await open();
    fal.fail({ on: 'schema', how: { kind: 'html' } });
    const models = await show(keyed, '--provider', 'fal', '--refresh');
    expect(models.filter(({ live }) => live?.readAt === null).length).toBeGreaterThan(0);
    expect(models.filter(({ live }) => live?.readAt !== null).length).toBeGreaterThan(0);
  });

  it('leaves the list as it is without the flag', async () => {
    const { keyed, show, reads } = await open();
    expect((await show(keyed, '--provider', 'fal')).every(({ live }) => live === undefined)).toBe(true);
    expect(reads()).toBe(0);
  });
});
