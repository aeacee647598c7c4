import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sample } from '../../../providers/comfyui/sample-workflow.js';
import { type ComfyuiOptions, startComfyui } from '../../../simulators/comfyui.js';
import { dashscopeKey, startDashscope } from '../../../simulators/dashscope.js';
import { eachlabsKey, startEachlabs } from '../../../simulators/eachlabs.js';
import { kieKey, startKie } from '../../../simulators/kie.js';
import type { Simulator } from '../../../simulators/kit/simulator.js';
import { startReplicate } from '../../../simulators/replicate.js';
import { simulatedModels } from '../../../simulators/replicate-catalogue.js';
import { startWavespeed, wavespeedKey } from '../../../simulators/wavespeed.js';
import { createFakeClock } from '../../../support/fake-clock.js';
import { openStudio, type Studio } from '../studio.js';

const endless = 1_000;
const hourMs = 3_600_000;
const turbo = ['--provider', 'fal', '-m', 'wan-2.2-turbo'];
const named = ['-o', 'clips/{row.id}-{seed}.mp4'];
const two = 'id,image,prompt,seed\na,hero.png,the lamp is lit,1\nb,hero.png,waves,2\n';

const batch = ({ desk }: Pick<Studio, 'desk'>, ...more: readonly string[]) =>
  desk.run('batch', ...more, '--yes', '--json');
const adopt = ({ desk }: Pick<Studio, 'desk'>, provider: string, ...more: readonly string[]) =>
  desk.run('adopt', provider, '--since', '24h', ...more, '--json');

function writeRows(studio: Studio, text = two): void {
  writeFileSync(join(studio.cwd, 'rows.csv'), text);
}

async function paint(studio: Studio, name: string, background: string): Promise<void> {
  mkdirSync(join(studio.cwd, name, '..'), { recursive: true });
  const picture = sharp({ create: { width: 640, height: 640, channels: 3, background } });
  await picture.png().toFile(join(studio.cwd, name));
}

function loseLedger(studio: Studio): void {
  rmSync(studio.state, { recursive: true });
  rmSync(join(studio.cwd, 'clips'), { recursive: true, force: true });
}

/** All that was sent to make a clip, taken or not; WaveSpeed's list, prices and uploads are read by POST as well. */
const submits = ({ requests }: Simulator) =>
  requests.filter(({ method, path }) => method === 'POST' && /wan-2\.2/i.test(path)).length;

interface Elsewhere {
  readonly studio: Studio;
  readonly service: Simulator;
  readonly flags: readonly string[];
}

async function atWavespeed(): Promise<Elsewhere> {
  const clock = createFakeClock();
  const service = await startWavespeed({ now: clock.now });
  onTestFinished(() => service.close());
  const env = { WAVESPEED_API_KEY: wavespeedKey, WAN_WAVESPEED_BASE_URL: service.url };
  const flags = ['--provider', 'wavespeed', '-m', 'wan-2.2', '-r', '480p'];
  return { studio: await openStudio(env, clock), service, flags };
}

async function atReplicate(): Promise<Elsewhere> {
  const clock = createFakeClock();
  const service = await startReplicate({ now: clock.now });
  onTestFinished(() => service.close());
  const env = { REPLICATE_API_TOKEN: 'r8_simulated', WAN_REPLICATE_BASE_URL: service.url };
  return { studio: await openStudio(env, clock), service, flags: ['--provider', 'replicate', '-m', 'wan-2.2-turbo'] };
}

async function atEachlabs(): Promise<Elsewhere> {
  const clock = createFakeClock();
  const service = await startEachlabs({ now: clock.now });
  onTestFinished(() => service.close());
  const env = { EACHLABS_API_KEY: eachlabsKey, WAN_EACHLABS_BASE_URL: service.url };
  return { studio: await openStudio(env, clock), service, flags: ['--provider', 'eachlabs', '-m', 'wan-2.2-turbo'] };
}

async function atDashscope(): Promise<Elsewhere> {
  const clock = createFakeClock();
  const service = await startDashscope({ now: clock.now });
  onTestFinished(() => service.close());
  const env = { DASHSCOPE_API_KEY: dashscopeKey, WAN_DASHSCOPE_BASE_URL: service.url };
  return { studio: await openStudio(env, clock), service, flags: ['--provider', 'dashscope', '-m', 'wan-2.2-turbo'] };
}

async function atComfyui(options: ComfyuiOptions = {}): Promise<Elsewhere> {
  const clock = createFakeClock();
  const service = await startComfyui({ now: clock.now, ...options });
  onTestFinished(() => service.close());
  const env = { WAN_COMFYUI_BASE_URL: service.url };
  return { studio: await openStudio(env, clock), service, flags: ['--provider', 'comfyui', '-m', 'wan-2.2-turbo'] };
}

async function atKie(): Promise<Elsewhere> {
  const clock = createFakeClock();
  const service = await startKie({ now: clock.now });
  onTestFinished(() => service.close());
  const env = { KIE_API_KEY: kieKey, WAN_KIE_BASE_URL: service.url };
  return { studio: await openStudio(env, clock), service, flags: ['--provider', 'kie', '-m', 'wan-2.2-turbo'] };
}

async function atFal(): Promise<Elsewhere> {
  const studio = await openStudio();
  return { studio, service: studio.fal, flags: turbo };
}

describe('the way back from a lost ledger, line by line', () => {
  it.each([
    ['cells', 'a,hero.png,waves,fal,wan-2.2-turbo,720p\nb,hero.png,gulls,wavespeed,wan-2.2-spicy,480p\n', []],
    [
      '--matrix',
      'a,hero.png,waves,,wan-2.2,480p\nb,hero.png,gulls,,wan-2.2,480p\n',
      ['--matrix', 'provider=fal,wavespeed'],
    ],
  ])('takes the rows of one provider after another where %s name several', async (_where, rows, matrix) => {
    const { studio, service } = await atWavespeed();
    writeRows(studio, `id,image,prompt,provider,model,resolution\n${rows}`);
    const made = (await batch(studio, 'rows.csv', ...matrix, ...named)).document().totals;
    expect(made.done).toBe(matrix.length === 0 ? 2 : 4);
    loseLedger(studio);
    for (const provider of ['fal', 'wavespeed']) {
      const back = await adopt(studio, provider, '--manifest', 'rows.csv', ...matrix, ...named);
      expect(back.document(), back.stderr).toMatchObject({ exitCode: 0, totals: { jobs: made.done / 2 } });
    }
    const again = await batch(studio, 'rows.csv', ...matrix, ...named);
    expect(again.document().totals).toMatchObject({ done: made.done, reused: made.done });
    expect([studio.fal.billableSubmits, service.billableSubmits]).toEqual([made.done / 2, made.done / 2]);
  });

  it.each([
    ['fal', atFal],
    ['wavespeed', atWavespeed],
  ])('gives each row its job after all were adopted, at %s: the batch then costs nothing', async (provider, open) => {
    const { studio, service, flags } = await open();
    writeRows(studio);
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(0);
    loseLedger(studio);
    expect((await adopt(studio, provider)).document().totals.done).toBe(2);
    const rows = await adopt(studio, provider, '--manifest', 'rows.csv', ...flags, ...named);
    expect(rows.document(), rows.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 2, done: 2 } });
    expect(['clips/a-1.mp4', 'clips/b-2.mp4'].every(studio.exists)).toBe(true);
    const again = await batch(studio, 'rows.csv', ...flags, ...named);
    expect([again.document().totals.reused, service.billableSubmits]).toEqual([2, 2]);
  });

  it.each([
    ['replicate, which lists the input inside the body', 'replicate', atReplicate],
    ['eachlabs, where only each job shows its input', 'eachlabs', atEachlabs],
  ])('finds rows at %s', async (_where, provider, open) => {
    const { studio, service, flags } = await open();
    writeRows(studio, 'id,image,prompt\na,hero.png,the lamp is lit\nb,hero.png,waves\n');
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(0);
    loseLedger(studio);
    const rows = await adopt(studio, provider, '--manifest', 'rows.csv', ...flags, ...named);
    expect(rows.document(), rows.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 2, done: 2 } });
    await batch(studio, 'rows.csv', ...flags, ...named);
    expect(service.billableSubmits).toBe(2);
  });

  it('keeps a clip that was adopted and that the provider no longer has', async () => {
    const studio = await openStudio();
    writeRows(studio, 'id,image,prompt\na,hero.png,the lamp is lit\nb,hero.png,waves\n');
    await batch(studio, 'rows.csv', ...turbo, ...named);
    loseLedger(studio);
    await adopt(studio, 'fal');
    studio.fal.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: endless });
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named);
    expect(rows.document(), rows.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 2, done: 2 } });
    const again = await batch(studio, 'rows.csv', ...turbo, ...named);
    expect([again.document().totals.reused, studio.fal.billableSubmits]).toEqual([2, 2]);
  });

  it.each(['failed', 'was cancelled'])('gives a row the clip that was made after its first job %s', async (what) => {
    const studio = await openStudio();
    writeRows(studio);
    const flags = [...turbo, ...named];
    if (what === 'failed') studio.fal.fail({ on: 'submit', how: { kind: 'task-failed' } });
    const first = await batch(studio, 'rows.csv', ...flags, ...(what === 'failed' ? [] : ['--detach']));
    if (what !== 'failed') await studio.desk.run('cancel', String(first.document().jobs[0]?.id));
    studio.clock.advance(60_000);
    const made = await batch(studio, 'rows.csv', ...flags, '--retry-failed');
    expect([made.exitCode, studio.fal.billableSubmits]).toEqual([0, 3]);
    loseLedger(studio);
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...flags);
    expect(rows.document(), rows.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 2, done: 2 } });
    await batch(studio, 'rows.csv', ...flags, '--retry-failed');
    expect(studio.fal.billableSubmits).toBe(3);
  });

  it('knows a row that stands as planned in an older copy of the ledger', async () => {
    const studio = await openStudio();
    writeRows(studio);
    studio.fal.fail({ on: 'submit', how: { kind: 'no-credit' }, times: endless });
    expect((await batch(studio, 'rows.csv', ...turbo, ...named)).exitCode).toBe(10);
    const copy = `${studio.state}-copy`;
    cpSync(studio.state, copy, { recursive: true });
    studio.fal.clearFaults();
    expect((await batch(studio, 'rows.csv', ...turbo, ...named)).exitCode).toBe(0);
    loseLedger(studio);
    cpSync(copy, studio.state, { recursive: true });
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named);
    expect(rows.document(), rows.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 2, done: 2 } });
    const again = await batch(studio, 'rows.csv', ...turbo, ...named);
    expect([again.document().totals.reused, studio.fal.billableSubmits]).toEqual([2, 2]);
  });
});

describe('the way back where no list of jobs is kept', () => {
  it('is what the refusal says: nothing is paid twice', async () => {
    const { studio, service, flags } = await atKie();
    writeRows(studio);
    const made = (await batch(studio, 'rows.csv', ...flags, ...named)).document().jobs;
    loseLedger(studio);
    const refused = await adopt(studio, 'kie', '--manifest', 'rows.csv', ...flags, ...named);
    expect(refused.exitCode).toBe(2);
    expect(refused.document().error?.hint).toMatch(/^wan batch rows.csv .* --max-cost 0 --until-cap .* --job <id>$/);
    const written = await batch(studio, 'rows.csv', ...flags, ...named, '--max-cost', '0', '--until-cap');
    expect([written.exitCode, service.billableSubmits]).toEqual([10, 2]);
    for (const [index, { id }] of written.document().jobs.entries()) {
      await studio.desk.run('adopt', 'kie', String(made[index]?.remoteId), '--job', id, '--json');
    }
    const again = await batch(studio, 'rows.csv', ...flags, ...named);
    expect([again.document().totals.reused, service.billableSubmits]).toEqual([2, 2]);
  });
});

describe('a model that its provider lists under another name', () => {
  it('pays for no row twice at Replicate, where the version of an official model is hidden', async () => {
    const { studio, service } = await atReplicate();
    const version = simulatedModels.find(({ name }) => name === 'wan-2.2-i2v-fast')?.version;
    const flags = ['--provider', 'replicate', '-m', `wan-video/wan-2.2-i2v-fast:${version}`];
    writeRows(studio);
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(0);
    loseLedger(studio);
    const found = await adopt(studio, 'replicate', '--manifest', 'rows.csv', ...flags, ...named);
    expect([found.exitCode, found.document().totals.unknown], found.stderr).toEqual([9, 2]);
    await batch(studio, 'rows.csv', ...flags, ...named);
    expect(service.billableSubmits).toBe(2);
  });

  it('pays for no row twice at DashScope, where it is listed under its dated name', async () => {
    const { studio, service } = await atDashscope();
    const flags = ['--provider', 'dashscope', '-m', 'wan2.7-i2v', '-r', '720p'];
    writeRows(studio);
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(0);
    loseLedger(studio);
    const dated = service.jobs.all.map(({ id, createdAt }) => {
      return { task_id: id, status: 'SUCCEEDED', model_name: 'wan2.7-i2v-2026-04-25', gmt_create: createdAt };
    });
    const body = { request_id: 'r', total: 2, total_page: 1, page_no: 1, page_size: 100, data: dated };
    service.fail({ on: 'list', how: { kind: 'http', status: 200, body }, times: endless });
    const found = await adopt(studio, 'dashscope', '--manifest', 'rows.csv', ...flags, ...named);
    expect([found.exitCode, found.document().totals.unknown], found.stderr).toEqual([9, 2]);
    await batch(studio, 'rows.csv', ...flags, ...named);
    expect(service.billableSubmits).toBe(2);
  });
});

describe('rows that differ in their pictures only', () => {
  const photos = ['photos', '-p', 'waves', '-s', '7', ...turbo, '-o', 'turns/{name}.mp4'];

  it('gives a clip to its own row, not to a picture that came later, also where the answer was lost', async () => {
    const studio = await openStudio();
    await paint(studio, 'photos/a.png', '#884422');
    studio.fal.fail({ on: 'submit', how: { kind: 'answer-lost' } });
    studio.fal.fail({ on: 'list', how: { kind: 'lost-before' }, times: endless });
    expect((await batch(studio, ...photos)).exitCode).toBe(9);
    studio.fal.clearFaults();
    await paint(studio, 'photos/b.png', '#224488');
    const rows = await adopt(studio, 'fal', '--manifest', ...photos);
    expect(rows.exitCode, rows.stdout).toBe(0);
    expect(['turns/a.mp4', 'turns/b.mp4'].map(studio.exists)).toEqual([true, false]);
    const done = await batch(studio, ...photos);
    expect([done.document().totals.reused, studio.fal.billableSubmits]).toEqual([1, 2]);
  });

  it('tells them apart by the bytes that the provider holds, where the ledger is lost', async () => {
    const studio = await openStudio();
    await paint(studio, 'photos/a.png', '#884422');
    await paint(studio, 'photos/b.png', '#224488');
    const made = await batch(studio, ...photos);
    loseLedger(studio);
    rmSync(join(studio.cwd, 'turns'), { recursive: true });
    const rows = await adopt(studio, 'fal', '--manifest', ...photos);
    expect(rows.document(), rows.stderr).toMatchObject({ totals: { jobs: 2, done: 2 } });
    const byClip = ({ jobs }: ReturnType<typeof made.document>) =>
      jobs.map(({ output, remoteId }) => [output, remoteId]);
    expect(byClip(rows.document())).toEqual(byClip(made.document()));
    await batch(studio, ...photos);
    expect(studio.fal.billableSubmits).toBe(2);
  });

  it('gives no row the clip of a picture that was replaced since', async () => {
    const studio = await openStudio();
    writeRows(studio);
    await batch(studio, 'rows.csv', ...turbo, ...named);
    loseLedger(studio);
    await paint(studio, 'hero.png', '#113355');
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named);
    expect(rows.document().totals.jobs).toBe(0);
    expect(rows.stderr).toContain('no row fits');
  });

  it('leaves a row unknown whose seed was drawn, and whose picture is another than the job was made from', async () => {
    const studio = await openStudio();
    writeRows(studio, 'id,image,prompt\na,hero.png,the lamp is lit\n');
    await batch(studio, 'rows.csv', ...turbo, ...named);
    const remoteId = studio.fal.jobs.last().id;
    loseLedger(studio);
    await paint(studio, 'hero.png', '#113355');
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named);
    expect(rows.document().jobs, rows.stderr).toMatchObject([
      { status: 'unknown', error: { message: expect.stringContaining(remoteId) } },
    ]);
    expect((await batch(studio, 'rows.csv', ...turbo, ...named)).exitCode).toBe(9);
    const anew = await batch(studio, 'rows.csv', ...turbo, '-o', 'anew/{row.id}.mp4', '--force');
    expect([anew.exitCode, studio.fal.billableSubmits], anew.stderr).toEqual([0, 2]);
  });

  it('leaves a row unknown whose picture can not be compared, and pays nothing until the user decides', async () => {
    const studio = await openStudio();
    writeRows(studio, two.split('\n').slice(0, 2).join('\n'));
    await batch(studio, 'rows.csv', ...turbo, ...named);
    const remoteId = studio.fal.jobs.last().id;
    loseLedger(studio);
    studio.fal.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: endless });
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named);
    const [row] = rows.document().jobs;
    expect([rows.exitCode, row?.status]).toEqual([9, 'unknown']);
    expect(row?.error?.message).toContain(remoteId);
    studio.fal.clearFaults();
    for (const hours of [0, 26]) {
      studio.clock.advance(hours * hourMs);
      const again = await batch(studio, 'rows.csv', ...turbo, ...named);
      expect([again.exitCode, studio.fal.billableSubmits]).toEqual([9, 1]);
    }
    const decided = await studio.desk.run('adopt', 'fal', remoteId, '--job', row?.id ?? '', '--json');
    expect(decided.exitCode, decided.stdout).toBe(0);
    expect(readFileSync(join(studio.cwd, 'clips/a-1.mp4')).length).toBeGreaterThan(0);
  });

  it.each([
    ['wavespeed', atWavespeed, 11 * hourMs],
    ['replicate', atReplicate, 45 * 60_000],
  ])('and no more at %s, however sure its list is of what it lacks', async (provider, open, laterMs) => {
    const { studio, service, flags } = await open();
    writeRows(studio, two.split('\n').slice(0, 2).join('\n'));
    await batch(studio, 'rows.csv', ...flags, ...named);
    loseLedger(studio);
    service.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: endless });
    const rows = await adopt(studio, provider, '--manifest', 'rows.csv', ...flags, ...named);
    expect(
      rows.document().jobs.map(({ status }) => status),
      rows.stderr,
    ).toEqual(['unknown']);
    service.clearFaults();
    studio.clock.advance(laterMs);
    const sent = submits(service);
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(9);
    expect(submits(service)).toBe(sent);
  });

  it('leaves rows unknown where neither list nor job shows what was asked for', async () => {
    const { studio, service, flags } = await atDashscope();
    writeRows(studio);
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(0);
    const made = service.jobs.all.map(({ id }) => id);
    loseLedger(studio);
    const rows = await adopt(studio, 'dashscope', '--manifest', 'rows.csv', ...flags, ...named);
    const ids = rows.document().jobs.map(({ id, status }) => [id, status]);
    expect(ids, rows.stderr).toEqual([
      [expect.any(String), 'unknown'],
      [expect.any(String), 'unknown'],
    ]);
    const sent = service.billableSubmits;
    expect((await batch(studio, 'rows.csv', ...flags, ...named)).exitCode).toBe(9);
    for (const [index, remoteId] of made.entries()) {
      await studio.desk.run('adopt', 'dashscope', remoteId, '--job', String(ids[index]?.[0]), '--json');
    }
    const again = await batch(studio, 'rows.csv', ...flags, ...named);
    expect([again.document().totals.reused, service.billableSubmits]).toEqual([2, sent]);
  });

  it('finds such a row by itself, once its picture can be compared', async () => {
    const studio = await openStudio();
    writeRows(studio);
    await batch(studio, 'rows.csv', ...turbo, ...named);
    loseLedger(studio);
    studio.fal.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: endless });
    expect((await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named)).exitCode).toBe(9);
    studio.fal.clearFaults();
    const rows = await adopt(studio, 'fal', '--manifest', 'rows.csv', ...turbo, ...named);
    expect(rows.document(), rows.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 2, done: 2 } });
    await batch(studio, 'rows.csv', ...turbo, ...named);
    expect(studio.fal.billableSubmits).toBe(2);
  });
});

describe('rows on a ComfyUI server, which lists graphs and the names of uploads', () => {
  const rows = 'id,image,prompt,seed\na,hero.png,waves,1\nb,hero.png,gulls,\nc,sea.png,waves,1\n';

  async function lose(options: ComfyuiOptions, more: readonly string[] = []) {
    const { studio, service, flags } = await atComfyui(options);
    await paint(studio, 'sea.png', '#224488');
    writeFileSync(join(studio.cwd, 'mine.json'), JSON.stringify(sample));
    writeRows(studio, rows);
    const words = ['rows.csv', ...(more.length === 0 ? flags : more), '-o', 'clips/{row.id}.mp4'];
    const made = await batch(studio, ...words);
    expect(made.exitCode, made.stdout).toBe(0);
    loseLedger(studio);
    const byClip = ({ jobs }: ReturnType<typeof made.document>) =>
      jobs.map(({ output, remoteId }) => [output, remoteId]);
    return { studio, service, words, made: byClip(made.document()), byClip };
  }

  it.each([
    ['the built-in graph', {}, []],
    ['a workflow of the user', {}, ['--provider', 'comfyui', '-m', 'workflow', '--workflow', 'mine.json']],
    ['a server that makes ids of its own', { version: '0.24.0' }, []],
  ])('finds each its own, with %s', async (_what, options, more) => {
    const { studio, service, words, made, byClip } = await lose(options, more);
    const found = await adopt(studio, 'comfyui', '--manifest', ...words);
    expect(found.document(), found.stderr).toMatchObject({ exitCode: 0, totals: { jobs: 3, done: 3 } });
    expect(byClip(found.document())).toEqual(made);
    const again = await batch(studio, ...words);
    expect([again.document().totals.reused, service.billableSubmits]).toEqual([3, 3]);
  });

  it('gives none the clip of a picture that was replaced since', async () => {
    const { studio, words } = await lose({});
    await paint(studio, 'hero.png', '#113355');
    const found = await adopt(studio, 'comfyui', '--manifest', ...words);
    expect(found.document(), found.stderr).toMatchObject({ totals: { jobs: 1, done: 1 }, jobs: [{ row: 3 }] });
  });
});
