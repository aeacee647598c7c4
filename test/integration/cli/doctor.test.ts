import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ai302Key, startAi302 } from '../../simulators/ai302.js';
import { atlascloudKey, startAtlascloud } from '../../simulators/atlascloud.js';
import { startComfyui } from '../../simulators/comfyui.js';
import { dashscopeKey, startDashscope } from '../../simulators/dashscope.js';
import { eachlabsKey, startEachlabs } from '../../simulators/eachlabs.js';
import { falKey, startFal } from '../../simulators/fal.js';
import { kieKey, startKie } from '../../simulators/kie.js';
import type { Simulator, SimulatorOptions } from '../../simulators/kit/simulator.js';
import { puterToken, startPuter } from '../../simulators/puter.js';
import { replicateToken, startReplicate } from '../../simulators/replicate.js';
import { startWavespeed, wavespeedKey } from '../../simulators/wavespeed.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { keys as bucketKeys, startBucketServer } from '../upload/bucket-server.js';
import { openClinic } from './clinic.js';
import { openStudio } from './studio.js';

async function closing<T extends Simulator>(starting: Promise<T>): Promise<T> {
  const simulator = await starting;
  onTestFinished(() => simulator.close());
  return simulator;
}

const services: readonly [
  id: string,
  variable: string,
  key: string,
  start: (options: SimulatorOptions) => Promise<Simulator>,
][] = [
  ['fal', 'FAL_KEY', falKey, startFal],
  ['replicate', 'REPLICATE_API_TOKEN', replicateToken, startReplicate],
  ['wavespeed', 'WAVESPEED_API_KEY', wavespeedKey, startWavespeed],
  ['atlascloud', 'ATLASCLOUD_API_KEY', atlascloudKey, startAtlascloud],
  ['ai302', 'AI302_KEY', ai302Key, startAi302],
  ['kie', 'KIE_API_KEY', kieKey, startKie],
  ['eachlabs', 'EACHLABS_API_KEY', eachlabsKey, startEachlabs],
  ['dashscope', 'DASHSCOPE_API_KEY', dashscopeKey, startDashscope],
  ['puter', 'PUTER_AUTH_TOKEN', puterToken, startPuter],
];

describe('wan doctor on a new machine', () => {
  it('finds nothing to mend, and names the free way to begin', async () => {
    const { exitCode, findings, of, stdout } = await openClinic().doctor();
    expect(
      findings.filter(({ status }) => status === 'problem' || status === 'warning'),
      stdout,
    ).toEqual([]);
    expect(exitCode).toBe(0);
    expect(of('provider')[0]?.detail).toContain('--provider local');
    expect(of('other keys')[0]?.detail).toContain('FAL_KEY');
    expect(of('ffmpeg')).toMatchObject([{ status: 'ok' }]);
    expect(of('ledger')).toMatchObject([{ status: 'skipped' }]);
    expect(of('bucket')).toMatchObject([{ status: 'skipped' }]);
  });

  it('makes no ledger and leaves nothing behind', async () => {
    const clinic = openClinic();
    await clinic.doctor('--offline');
    expect(readdirSync(clinic.cwd)).toEqual([]);
    expect(clinic.read(join(clinic.state, 'ledger.sqlite'))).toBeUndefined();
  });

  it('is readable in a pipe, without colours and links', async () => {
    const { stdout, stderr } = await openClinic().desk.run('doctor', '--offline');
    expect(stdout).toMatch(/^ok {7}node {2,}[\d.]+\nok {7}config {2,}no file: the defaults hold\n/);
    expect(stdout).toMatch(/\nall is well\n$/);
    expect(stdout).not.toContain('\u001b');
    expect(stderr).toBe('');
  });
});

describe.each(services)('the key of %s', (id, variable, key, start) => {
  const clinicFor = async (given: string) => {
    const clock = createFakeClock();
    const simulator = await closing(start({ now: clock.now }));
    const clinic = openClinic({ [variable]: given, [`WAN_${id.toUpperCase()}_BASE_URL`]: simulator.url });
    return { clinic, simulator };
  };

  it('is accepted by a call that costs nothing', async () => {
    const { clinic, simulator } = await clinicFor(key);
    const { exitCode, of, stdout } = await clinic.doctor('--provider', id);
    expect(of(`key ${id}`), stdout).toMatchObject([
      { status: 'ok', detail: expect.stringContaining(`accepted (${variable})`) },
    ]);
    expect(exitCode).toBe(0);
    expect(simulator.billableSubmits).toBe(0);
    expect(simulator.requests.length).toBeLessThanOrEqual(2);
    expect(stdout).not.toContain(key);
  });

  it('is a problem with exit code 4 when it is refused, and is not printed', async () => {
    const { clinic } = await clinicFor('wrong-key-0123456789');
    const { exitCode, of, stdout } = await clinic.doctor('--provider', id);
    expect(of(`key ${id}`), stdout).toMatchObject([{ status: 'problem', code: 'key.rejected' }]);
    expect(exitCode).toBe(4);
    expect(stdout).not.toContain('wrong-key-0123456789');
  });
});

describe('a key', () => {
  it('is only looked for with --offline', async () => {
    const fal = await closing(startFal());
    const clinic = openClinic({ FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url });
    const { of } = await clinic.doctor('--offline');
    expect(of('key fal')).toMatchObject([{ status: 'skipped', detail: 'present (FAL_KEY), not checked: --offline' }]);
    expect(fal.requests).toEqual([]);
  });

  it('that the chosen provider needs and has not is a problem, exit 4', async () => {
    const { exitCode, of } = await openClinic().doctor('--provider', 'fal', '--offline');
    expect(of('key fal')).toMatchObject([
      { status: 'problem', code: 'key.missing', mend: expect.stringContaining('FAL_KEY') },
    ]);
    expect(exitCode).toBe(4);
  });

  it('of an account that may not see its balance is present, and not called accepted', async () => {
    const ai302 = await closing(startAi302({ balance: null }));
    const clinic = openClinic({ AI302_KEY: ai302Key, WAN_AI302_BASE_URL: ai302.url });
    const { of } = await clinic.doctor('--provider', 'ai302');
    expect(of('key ai302')).toMatchObject([{ status: 'skipped', detail: expect.stringContaining('not checked') }]);
  });

  it('shows what is left on its account, and warns when that is nothing', async () => {
    const clock = createFakeClock();
    const fal = await closing(startFal({ now: clock.now, balance: 0 }));
    const clinic = openClinic({ FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url });
    const { exitCode, of } = await clinic.doctor('--provider', 'fal');
    expect(of('key fal')).toMatchObject([{ status: 'warning', detail: 'accepted (FAL_KEY), $0.00 left' }]);
    expect(exitCode).toBe(0);
  });

  it('can not be judged while nobody answers: exit 6', async () => {
    const clinic = openClinic({ FAL_KEY: falKey, WAN_FAL_BASE_URL: 'http://127.0.0.1:9' });
    const { exitCode, of } = await clinic.doctor('--provider', 'fal');
    expect(of('key fal')).toMatchObject([{ status: 'problem', code: 'network.failed' }]);
    expect(exitCode).toBe(6);
  });
});

describe('the clock of this machine', () => {
  it('is compared with that of whoever is asked anyway', async () => {
    const clock = createFakeClock();
    const kie = await closing(startKie({ now: () => clock.now() + 300_000 }));
    const { of } = await openClinic({ KIE_API_KEY: kieKey, WAN_KIE_BASE_URL: kie.url }).doctor('--provider', 'kie');
    expect(of('clock')).toMatchObject([{ status: 'warning', detail: expect.stringContaining('300 s behind') }]);
  });
});

describe('a faulty config', () => {
  it('is shown with every fault, exit 2, and the other checks still run', async () => {
    const clinic = openClinic();
    clinic.writeProject('{ "provider": "fall",\n  "speed": 1 }');
    const { exitCode, of } = await clinic.doctor('--offline');
    expect(of('config').map(({ detail }) => detail)).toEqual([
      expect.stringContaining('.wanrc.json:1:15: provider: '),
      expect.stringContaining('.wanrc.json:2:3: speed: unknown key'),
    ]);
    expect(of('ffmpeg')).toMatchObject([{ status: 'ok' }]);
    expect(exitCode).toBe(2);
  });

  it('that takes power is named as that, and a faulty environment too', async () => {
    const clinic = openClinic({ WAN_MAX_COST: 'lots' });
    expect((await clinic.doctor('--offline')).of('config')).toMatchObject([
      { detail: expect.stringContaining('WAN_MAX_COST') },
    ]);
    const other = openClinic();
    other.writeProject({ ffmpegPath: './mine' });
    expect((await other.doctor('--offline')).of('config')).toMatchObject([{ code: 'config.power' }]);
  });

  it('of a proxy is a problem without its password, and keeps everybody from being asked', async () => {
    const clinic = openClinic({ HTTPS_PROXY: 'http://user:hunter2@[', FAL_KEY: falKey });
    const { exitCode, of, stdout } = await clinic.doctor();
    expect(of('proxy')).toMatchObject([{ status: 'problem', code: 'config.invalid' }]);
    expect(of('key fal')[0]?.status).toBe('skipped');
    expect(stdout).not.toContain('hunter2');
    expect(exitCode).toBe(2);
  });
});

describe('what lies between', () => {
  it('is told: proxies, replaced hosts and certificates, without passwords', async () => {
    const clinic = openClinic({
      HTTPS_PROXY: 'http://user:hunter2@proxy.example:3128',
      NO_PROXY: 'localhost',
      WAN_FAL_BASE_URL: 'http://gateway.example:8080',
      NODE_EXTRA_CA_CERTS: 'nowhere.pem',
    });
    const { of, stdout } = await clinic.doctor('--offline');
    expect(of('proxy')[0]?.detail).toBe('https through http://***@proxy.example:3128, except for localhost');
    expect(of('hosts')[0]?.detail).toContain('fal at http://gateway.example:8080');
    expect(of('certificates')).toMatchObject([{ status: 'problem', code: 'config.invalid' }]);
    expect(stdout).not.toContain('hunter2');
  });
});

describe('ffmpeg', () => {
  it('that is not there is a problem with the command that installs it, exit 7', async () => {
    const { exitCode, of } = await openClinic({ FFMPEG_PATH: '/nowhere/ffmpeg' }).doctor('--offline');
    expect(of('ffmpeg')).toMatchObject([
      { status: 'problem', code: 'local.ffmpeg-missing', mend: expect.stringContaining('install') },
    ]);
    expect(exitCode).toBe(7);
  });
});

describe('the ledger', () => {
  it('is sound, and names what waits for somebody', async () => {
    const studio = await openStudio();
    await studio.generate('--detach');
    const run = await studio.desk.run('doctor', '--json', '--offline');
    expect(run.document().data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'ledger', status: 'ok', detail: expect.stringContaining('sound, 1 job') }),
        expect.objectContaining({ check: 'jobs', status: 'warning', mend: 'wan resume' }),
      ]),
    );
    expect(run.exitCode).toBe(0);
  });

  it('that is damaged is a problem, exit 7', async () => {
    const clinic = openClinic();
    mkdirSync(clinic.state, { recursive: true });
    writeFileSync(join(clinic.state, 'ledger.sqlite'), 'this is no database, and never was one'.repeat(200));
    const { exitCode, of } = await clinic.doctor('--offline');
    expect(of('ledger')).toMatchObject([
      { status: 'problem', code: 'local.ledger', mend: expect.stringContaining('wan adopt') },
    ]);
    expect(exitCode).toBe(7);
  });
});

describe('the bucket', () => {
  it('is written to, read through its address and left as it was', async () => {
    const server = await startBucketServer();
    const clinic = openClinic(bucketKeys);
    clinic.writeUser({ bucket: { name: 'clips', prefix: 'wan/', endpoint: server.endpoint, forcePathStyle: true } });
    const { exitCode, of, stdout } = await clinic.doctor();
    expect(of('bucket'), stdout).toMatchObject([
      { status: 'ok', detail: expect.stringContaining('clips: put, read and deleted') },
    ]);
    const methods = server.requests.map((request) => request.replace(/[0-9a-f]{64}/, '<hash>'));
    expect(methods).toEqual(['HEAD', 'PUT', 'GET', 'DELETE'].map((method) => `${method} /clips/wan/<hash>.png`));
    expect(exitCode).toBe(0);
  });

  it.each([
    ['that is not there', { name: 'nowhere' }, 'there is no such bucket'],
    ['whose public address leads elsewhere', { publicBaseUrl: 'http://127.0.0.1:9' }, "can't be reached"],
  ])('%s is a problem, exit 7', async (_name, settings, words) => {
    const server = await startBucketServer();
    const clinic = openClinic(bucketKeys);
    clinic.writeUser({ bucket: { name: 'clips', endpoint: server.endpoint, forcePathStyle: true, ...settings } });
    const { exitCode, of, stdout } = await clinic.doctor();
    expect(of('bucket'), stdout).toMatchObject([{ status: 'problem', code: 'local.bucket' }]);
    expect(of('bucket')[0]?.detail).toContain(words);
    expect(exitCode).toBe(7);
  });

  it('whose credentials end soon is a warning', async () => {
    const server = await startBucketServer();
    const end = new Date(createFakeClock().now() + 2 * 3_600_000).toISOString();
    const clinic = openClinic({ ...bucketKeys, AWS_CREDENTIAL_EXPIRATION: end });
    clinic.writeUser({ bucket: { name: 'clips', endpoint: server.endpoint, forcePathStyle: true } });
    const { exitCode, of, stdout } = await clinic.doctor();
    expect(of('bucket'), stdout).toMatchObject([{ status: 'warning', mend: expect.stringContaining('publicBaseUrl') }]);
    expect(exitCode).toBe(0);
  });

  it('is not asked with --offline', async () => {
    const server = await startBucketServer();
    const clinic = openClinic(bucketKeys);
    clinic.writeUser({ bucket: { name: 'clips', endpoint: server.endpoint, forcePathStyle: true } });
    expect((await clinic.doctor('--offline')).of('bucket')).toMatchObject([{ status: 'skipped' }]);
    expect(server.requests).toEqual([]);
  });
});

describe('ComfyUI', () => {
  it('is shown with its version and the graphs that can run', async () => {
    const comfyui = await closing(startComfyui({ version: '0.36.0' }));
    const { exitCode, of, stdout } = await openClinic({ COMFYUI_URL: comfyui.url }).doctor('--provider', 'comfyui');
    expect(of('comfyui'), stdout).toMatchObject([{ status: 'ok', detail: expect.stringContaining('version 0.36.0') }]);
    expect(of('comfyui models')).toMatchObject([{ status: 'ok', detail: expect.stringContaining('wan2.2-i2v-14b') }]);
    expect(exitCode).toBe(0);
  });

  it('names the model files and nodes that are missing; a graph that can run is enough', async () => {
    const some = await closing(startComfyui({ files: { vae: ['wan_2.1_vae.safetensors'] } }));
    const lacking = await openClinic({ COMFYUI_URL: some.url }).doctor('--provider', 'comfyui');
    const warned = lacking.of('comfyui models').filter(({ status }) => status === 'warning');
    expect(warned.map(({ detail }) => detail).join('\n'), lacking.stdout).toContain(
      'models/vae/wan2.2_vae.safetensors',
    );
    expect(lacking.exitCode).toBe(0);

    const none = await closing(startComfyui({ without: ['SaveVideo'] }));
    const useless = await openClinic({ COMFYUI_URL: none.url }).doctor('--provider', 'comfyui');
    expect(
      useless
        .of('comfyui models')
        .map(({ detail }) => detail)
        .join('\n'),
    ).toContain('node SaveVideo');
    expect(useless.exitCode).toBe(5);
  });

  it('that somebody named and that does not answer is a problem, exit 6', async () => {
    const { exitCode, of } = await openClinic({ COMFYUI_URL: 'http://127.0.0.1:9' }).doctor('--provider', 'comfyui');
    expect(of('comfyui')).toMatchObject([{ status: 'problem', code: 'network.failed' }]);
    expect(exitCode).toBe(6);
  });
});
