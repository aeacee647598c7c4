import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stuckProfile } from '../../simulators/kit/jobs.js';
import { createDesk } from '../../support/run-main.js';
import { keys, startBucketServer } from '../upload/bucket-server.js';
import { openStudio, type Studio } from './studio.js';

const endless = 1_000;

async function lost(studio: Studio): Promise<string> {
  studio.fal.fail({ on: 'submit', how: { kind: 'answer-lost' } });
  studio.fal.fail({ on: 'list', how: { kind: 'lost-before' }, times: endless });
  const run = await studio.generate('-s', '7', '-o', 'clip.mp4');
  expect(run.exitCode).toBe(9);
  return run.document().jobs[0]?.id ?? '';
}

describe('wan adopt', () => {
  it('gives a lost job the id that the user found, and fetches its clip', async () => {
    const studio = await openStudio();
    const job = await lost(studio);
    const remoteId = studio.fal.jobs.last()?.id ?? '';
    const adopted = await studio.desk.run('adopt', 'fal', remoteId, '--job', job, '--json');
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(adopted.document().jobs[0]).toMatchObject({ id: job, status: 'done', remoteId });
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([true, 1]);
  });

  it('takes a job that was begun elsewhere', async () => {
    const studio = await openStudio();
    await studio.generate('-s', '7');
    const remoteId = studio.fal.jobs.last()?.id ?? '';
    const elsewhere = createDesk({
      cwd: studio.cwd,
      stateDirectory: join(studio.state, 'other'),
      clock: studio.clock,
      env: { FAL_KEY: 'simulated-id:simulated-secret', WAN_FAL_BASE_URL: studio.fal.url },
    });
    const adopted = await elsewhere.run('adopt', 'fal', remoteId, '-o', 'taken.mp4', '--json');
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(studio.exists('taken.mp4')).toBe(true);
    expect((await elsewhere.run('adopt', 'fal', remoteId, '--json')).exitCode).toBe(2);
  });

  it('takes all that a lost ledger held', async () => {
    const studio = await openStudio();
    await studio.generate('-s', '7', '-c', '2');
    const elsewhere = createDesk({
      cwd: studio.cwd,
      stateDirectory: join(studio.state, 'other'),
      clock: studio.clock,
      env: { FAL_KEY: 'simulated-id:simulated-secret', WAN_FAL_BASE_URL: studio.fal.url },
    });
    const adopted = await elsewhere.run('adopt', 'fal', '--since', '24h', '-o', 'found-{index}.mp4', '--json');
    expect(adopted.exitCode, adopted.stdout).toBe(0);
    expect(adopted.document().totals).toMatchObject({ jobs: 2, done: 2 });
    expect(studio.fal.billableSubmits).toBe(2);
  });

  it.each([
    ['7d', ''],
    ['8d', 'fal keeps clips for 7d 0h: older ones may be gone'],
  ])('of the last %s says %j of what its provider keeps', async (since, told) => {
    const { stderr } = await (await openStudio()).desk.run('adopt', 'fal', '--since', since);
    expect(stderr).toContain(told);
    if (told === '') expect(stderr).not.toContain('keeps clips');
  });
});

describe('wan resume', () => {
  it('finishes what was only submitted', async () => {
    const studio = await openStudio();
    const detached = await studio.generate('-s', '7', '-o', 'clip.mp4', '--detach');
    expect([detached.exitCode, detached.document().jobs[0]?.status]).toEqual([0, 'submitted']);
    const resumed = await studio.desk.run('resume', '--json');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([true, 1]);
  });

  it('says exit 8 for what is still rendering, and nothing is lost', async () => {
    const studio = await openStudio();
    studio.fal.jobs.profile = { ...stuckProfile, queuedPolls: 0, queuedMs: 0 };
    const run = await studio.generate('-s', '7', '--wait-timeout', '10m');
    expect([run.exitCode, run.document().jobs[0]?.error?.code]).toEqual([8, 'wait.timeout']);
    expect(run.document().jobs[0]?.error?.hint).toContain('wan resume');
  });

  it('fetches a clip whose download failed before', async () => {
    const studio = await openStudio();
    studio.fal.fail({ on: 'download', how: { kind: 'download', how: '404' }, times: endless });
    expect((await studio.generate('-s', '7', '-o', 'clip.mp4')).exitCode).toBe(6);
    studio.fal.clearFaults();
    expect((await studio.desk.run('resume', '--json')).exitCode).toBe(0);
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([true, 1]);
  });

  it.each(['job', 'run'])('fetches a clip again whose file was deleted, named by its %s', async (kind) => {
    const studio = await openStudio();
    const made = (await studio.generate('-s', '7', '-o', 'clip.mp4')).document();
    rmSync(join(studio.cwd, 'clip.mp4'));
    const resumed = await studio.desk.run('resume', (kind === 'job' ? made.jobs[0]?.id : made.run) ?? '', '--json');
    expect(resumed.document()).toMatchObject({ exitCode: 0, totals: { done: 1 } });
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([true, 1]);
  });

  it('says of a deleted clip that the provider no longer has it', async () => {
    const studio = await openStudio();
    const id = (await studio.generate('-s', '7', '-o', 'clip.mp4')).document().jobs[0]?.id ?? '';
    rmSync(join(studio.cwd, 'clip.mp4'));
    studio.clock.advance(9 * 24 * 3_600_000);
    const resumed = await studio.desk.run('resume', id, '--json');
    expect(resumed.document()).toMatchObject({
      exitCode: 6,
      jobs: [{ id, output: null, error: { code: 'result.expired' } }],
    });
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([false, 1]);
    const told = await studio.desk.run('resume', id);
    expect([told.exitCode, told.stdout]).toEqual([6, '']);
  });

  it('leaves a deleted clip as it is where its key is another', async () => {
    const studio = await openStudio();
    const id = (await studio.generate('-s', '7', '-o', 'clip.mp4')).document().jobs[0]?.id ?? '';
    rmSync(join(studio.cwd, 'clip.mp4'));
    const env = { FAL_KEY: 'other-id:other-secret', WAN_FAL_BASE_URL: studio.fal.url };
    const other = createDesk({ cwd: studio.cwd, stateDirectory: studio.state, clock: studio.clock, env });
    const resumed = await other.run('resume', id, '--json');
    expect(resumed.document()).toMatchObject({
      exitCode: 4,
      jobs: [{ id, status: 'done', error: { code: 'key.other' } }],
    });
  });

  it('leaves an unknown job unknown while the list does not answer', async () => {
    const studio = await openStudio();
    await lost(studio);
    expect((await studio.desk.run('resume', '--json')).exitCode).toBe(9);
    studio.fal.clearFaults();
    expect((await studio.desk.run('resume', '--json')).exitCode).toBe(0);
    expect(studio.fal.billableSubmits).toBe(1);
  });
});

describe('wan cancel', () => {
  it('reports cancelled only after the verdict of the provider', async () => {
    const studio = await openStudio();
    studio.fal.jobs.profile = stuckProfile;
    const id = (await studio.generate('-s', '7', '--detach')).document().jobs[0]?.id ?? '';
    const cancelled = await studio.desk.run('cancel', id, '--json');
    expect(cancelled.document().jobs[0]?.status).toBe('cancelled');
    expect(cancelled.exitCode).toBe(5);
  });

  it('says of a finished clip whose file is gone which command fetches it, which works', async () => {
    const studio = await openStudio();
    const id = (await studio.generate('-s', '7', '-o', 'clip.mp4')).document().jobs[0]?.id ?? '';
    rmSync(join(studio.cwd, 'clip.mp4'));
    const cancelled = await studio.desk.run('cancel', id, '--json');
    const error = { code: 'job.pending', message: `${id} is done, but its file is gone` };
    expect(cancelled.document()).toMatchObject({ exitCode: 8, jobs: [{ id, output: null, error }] });
    expect(cancelled.document().jobs[0]?.error?.hint).toBe(`wan resume ${id} fetches it again`);
    expect((await studio.desk.run('cancel', id)).stdout).toBe('');
    expect((await studio.desk.run('resume', id)).exitCode).toBe(0);
    expect([studio.exists('clip.mp4'), studio.fal.billableSubmits]).toEqual([true, 1]);
  });

  it('fetches the clip that finished first', async () => {
    const studio = await openStudio();
    const id = (await studio.generate('-s', '7', '-o', 'clip.mp4', '--detach')).document().jobs[0]?.id ?? '';
    studio.clock.advance(3_600_000);
    const cancelled = await studio.desk.run('cancel', id, '--json');
    expect([cancelled.exitCode, studio.exists('clip.mp4')]).toEqual([0, true]);
  });

  it('never says that nothing was billed of a job that the provider denies', async () => {
    const studio = await openStudio();
    const id = (await studio.generate('-s', '7', '--detach')).document().jobs[0]?.id ?? '';
    const body = { status: 'NOT_FOUND' };
    studio.fal.fail({ on: 'cancel', how: { kind: 'http', status: 404, body }, times: endless });
    const cancelled = await studio.desk.run('cancel', id, '--json');
    expect(cancelled.document().jobs[0]).toMatchObject({ status: 'submitted', error: { code: 'job.denied' } });
    expect(cancelled.exitCode).toBe(9);
  });
});

describe('where files go', () => {
  it('wan upload puts a picture where jobs would, once', async () => {
    const { desk, fal } = await openStudio();
    const first = await desk.run('upload', 'hero.png', '--provider', 'fal');
    const second = await desk.run('upload', 'hero.png', '--provider', 'fal');
    expect(first.exitCode, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/^http.+\n$/);
    expect(second.stdout).toBe(first.stdout);
    expect(fal.requests.filter(({ path }) => path.includes('/storage/upload')).length).toBe(1);
  });

  it('refuses to upload what is no picture', async () => {
    const { desk, cwd, fal } = await openStudio();
    writeFileSync(join(cwd, 'id_rsa'), '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n');
    const run = await desk.run('upload', 'id_rsa', '--provider', 'fal', '--json');
    expect([run.exitCode, run.document().error?.code, fal.requests.length]).toEqual([2, 'image.not-media', 0]);
  });

  it('a configured bucket takes pictures and local LoRAs, and the request names their addresses', async () => {
    const bucket = await startBucketServer();
    const { cwd, desk, fal } = await openStudio({ ...keys, WAN_CONFIG: 'wan.yaml' });
    writeFileSync(
      join(cwd, 'wan.yaml'),
      `bucket: { name: clips, endpoint: '${bucket.endpoint}', region: us-east-1, forcePathStyle: true, publicBaseUrl: '${bucket.endpoint}/clips' }\n`,
    );
    mkdirSync(join(cwd, 'loras'));
    const header = Buffer.from('{"__metadata__":{}}');
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(join(cwd, 'loras', 'style.safetensors'), Buffer.concat([length, header]));
    const run = await desk.run(
      'generate',
      'hero.png',
      '-p',
      'x',
      '--provider',
      'fal',
      '-m',
      'wan-2.2-lora',
      '--lora',
      './loras/style.safetensors=0.8',
      '--yes',
      '--json',
    );
    expect(run.exitCode, run.stdout).toBe(0);
    const body = JSON.stringify(fal.requests.find(({ operation }) => operation === 'submit')?.json);
    expect(body).toContain(`${bucket.endpoint}/clips`);
    expect(body).not.toContain('safetensors=');
    expect(body).not.toContain(cwd);
  });

  it('a LoRA that is none never leaves, and one without a bucket is refused before paying', async () => {
    const { cwd, desk, fal } = await openStudio();
    writeFileSync(join(cwd, 'fake.safetensors'), 'secret');
    const args = ['generate', 'hero.png', '-p', 'x', '--provider', 'fal', '-m', 'wan-2.2-lora', '--yes', '--json'];
    expect((await desk.run(...args, '--lora', './fake.safetensors')).exitCode).toBe(2);
    expect(fal.billableSubmits).toBe(0);
  });
});
