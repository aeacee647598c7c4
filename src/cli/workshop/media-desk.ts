import { join } from 'node:path';
import { expectedMs } from '../../catalogue/expected-time.js';
import { type Fault, faultsIn } from '../../catalogue/fault.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { WanError } from '../../errors.js';
import { makePrivateDirectory, writePrivateFile } from '../../files/atomic.js';
import { parentOf } from '../../jobs/chained-frame.js';
import type { HostedMedia, Job } from '../../jobs/job.js';
import { prepareAudio } from '../../media/audio/prepare-audio.js';
import { digestBytes } from '../../media/digest.js';
import { prepareImage } from '../../media/image/prepare-image.js';
import type { HostedFile, MediaFile, MediaRole, RequestFields } from '../../providers/request.js';
import type { ModelDesk } from '../models/model-desk.js';
import { hostWorkflow, inspectWorkflow } from '../models/workflow-desk.js';
import { readStdin } from '../read-stdin.js';
import type { Session } from '../session.js';
import { hostLoras, inspectLoras } from './lora-desk.js';
import type { MediaHost } from './media-host.js';

const roles: readonly MediaRole[] = ['image', 'endImage', 'audio'];
/** A hosted file must outlive queue and run: three times the usual, at least an hour. */
export const leastLifeMs = 3_600_000;

/** Checks, prepares and hosts the pictures and sounds of requests, each file once. */
export interface MediaDesk {
  /**
   * Looks at every file of a request and prepares it; no file leaves the machine, but a provider that can
   * say beforehand what it lacks is asked. `chained` names, by role, files that a
   * job still to come will make.
   *
   * @throws WanError `image.*`, `audio.invalid`, `request.invalid`, `provider.refused`
   */
  inspect(spec: ModelSpec, fields: RequestFields, chained?: Readonly<Record<string, string>>): Promise<Inspected>;
  /** What is wrong with the files of a request, all of it. */
  faults(spec: ModelSpec, fields: RequestFields, chained?: Inspected['sources']): Promise<Fault[]>;
  /** One file, as a model with these limits would get it. */
  prepare(wanted: Wanted): Promise<Prepared>;
  /** Puts the files of a job where its provider reads them. */
  host(job: Job): Promise<HostedMedia>;
}

export interface Inspected {
  /** The fields, with stdin replaced by the file that it was kept in. */
  readonly fields: RequestFields;
  /** SHA-256 of the original bytes by role; of a URL its text. */
  readonly sources: Readonly<Record<string, string>>;
  /** Length of the sound; undefined without one, and for one at a URL, which is not fetched. */
  readonly audioSeconds: number | undefined;
  readonly notes: readonly string[];
}

export interface Wanted {
  readonly role: MediaRole;
  readonly source: string;
  readonly limits: Pick<ModelSpec, 'image' | 'audio'>;
  readonly preparation: Pick<RequestFields, 'background' | 'keepMetadata'>;
}

export interface Prepared {
  readonly file: MediaFile;
  readonly sourceDigest: string;
  readonly notes: readonly string[];
  /** Length; of a sound only. */
  readonly seconds?: number | undefined;
}

interface Desks {
  readonly mediaHost: MediaHost;
  readonly models: ModelDesk;
  /** Makes the picture of a job that begins with the last frame of another. */
  ensureFrame(jobId: string): Promise<void>;
}

export function createMediaDesk(session: Session, { mediaHost, models, ensureFrame }: Desks): MediaDesk {
  const directory = join(session.directories.state, 'media');
  const known = new Map<string, Promise<Prepared>>();
  return { inspect, faults, prepare, host };

  async function inspect(
    spec: ModelSpec,
    given: RequestFields,
    chained: Inspected['sources'] = {},
  ): Promise<Inspected> {
    const fields = await keepStdin(given);
    const sources: Record<string, string> = await inspectLoras(fields);
    const notes: string[] = [];
    let audioSeconds: number | undefined;
    for (const { role, source } of filesOf(spec, fields)) {
      const told = chained[role] ?? (isUrl(source) ? source : undefined);
      if (told !== undefined) {
        sources[role] = told;
        continue;
      }
      const ready = await prepare({ role, source, limits: spec, preparation: fields });
      sources[role] = ready.sourceDigest;
      audioSeconds ??= ready.seconds;
      notes.push(...ready.notes);
    }
    const workflow = workflowOf(spec, fields);
    if (workflow !== undefined) {
      const inspected = await inspectWorkflow(workflow, fields);
      sources.workflow = inspected.digest;
      notes.push(...inspected.notes);
    }
    await models.preflight(spec, fields);
    return { fields, sources, audioSeconds, notes };
  }

  async function faults(spec: ModelSpec, fields: RequestFields, chained: Inspected['sources'] = {}): Promise<Fault[]> {
    const found = await faultsIn('loras', () => inspectLoras(fields));
    for (const { role, source } of filesOf(spec, fields)) {
      if (chained[role] !== undefined || source === '-' || isUrl(source)) continue;
      found.push(...(await faultsIn(role, () => prepare({ role, source, limits: spec, preparation: fields }))));
    }
    return found;
  }

  async function host(job: Job): Promise<HostedMedia> {
    const spec = models.of(job);
    const neededForMs = lifeOf(spec, job);
    const hosted: Record<string, HostedFile> = await hostLoras(job, mediaHost, neededForMs);
    for (const { role, source } of filesOf(spec, job.request)) {
      hosted[role] = isUrl(source) ? { url: source, expiresAt: null } : await hostFile(job, { spec, role, source });
    }
    const workflow = workflowOf(spec, job.request);
    if (workflow !== undefined) hosted.workflow = await hostWorkflow(job, workflow);
    return hosted;
  }

  async function hostFile(job: Job, wanted: { spec: ModelSpec; role: MediaRole; source: string }): Promise<HostedFile> {
    const { spec, role, source } = wanted;
    const parent = parentOf(job.sources[role]);
    if (parent !== undefined) await ensureFrame(parent);
    const { file, sourceDigest } = await prepare({ role, source, limits: spec, preparation: job.request });
    if (parent === undefined && job.sources[role] !== sourceDigest) {
      throw new WanError('image.unreadable', `${source} is not the file that ${job.id} was planned with`, {
        hint: 'put the file back, or repeat the command to render the new one',
      });
    }
    const { provider, endpoint } = job;
    return mediaHost.host({ file, provider, endpoint, neededForMs: lifeOf(spec, job) });
  }

  async function prepare({ role, source, limits, preparation }: Wanted): Promise<Prepared> {
    const { background, keepMetadata } = preparation;
    const kind = role === 'audio' ? 'audio' : 'image';
    const key = JSON.stringify([kind, source, limits[kind] ?? null, background ?? null, keepMetadata ?? false]);
    const ready = known.get(key) ?? prepareAnew();
    // Kept before it is ready: requests that are planned side by side share one preparation.
    known.set(key, ready);
    return ready;

    async function prepareAnew(): Promise<Prepared> {
      await makePrivateDirectory(session.directories.state);
      await makePrivateDirectory(directory);
      return kind === 'audio'
        ? prepareAudio({ source, limits: limits.audio })
        : prepareImage({ source, directory, limits: limits.image, background, keepMetadata });
    }
  }

  /** Bytes from stdin can't be read twice, and an interrupted job must find them again. */
  async function keepStdin(fields: RequestFields): Promise<RequestFields> {
    if (fields.image !== '-') return fields;
    const bytes = await readStdin(session.runtime.stdin);
    if (bytes.length === 0) {
      throw new WanError('image.missing', 'nothing came from stdin', { hint: 'wan generate - < hero.png' });
    }
    await makePrivateDirectory(session.directories.state);
    await makePrivateDirectory(directory);
    const path = join(directory, `${digestBytes(bytes)}.stdin`);
    await writePrivateFile(path, bytes);
    return { ...fields, image: path };
  }
}

function lifeOf(spec: ModelSpec, job: Job): number {
  return Math.max(leastLifeMs, 3 * expectedMs(spec, job.request));
}

/** The files that reach the model; one in an option that it does not take was refused or noted before. */
function filesOf(spec: ModelSpec, fields: RequestFields): { role: MediaRole; source: string }[] {
  return roles.flatMap((role) => {
    const source = fields[role];
    return source === undefined || spec.options[role] === undefined ? [] : [{ role, source }];
  });
}

function workflowOf(spec: ModelSpec, fields: RequestFields): string | undefined {
  return spec.options.workflow === undefined ? undefined : fields.workflow;
}

function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}
