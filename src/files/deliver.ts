import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WanError } from '../errors.js';
import { onDisk, removeFile } from './atomic.js';
import { type ClipFacts, differences, type WantedClip, withTrueExtension } from './clip-check.js';
import { isDiskFull, systemCode, toDiskError } from './disk-error.js';
import { openPart, type PartFile, partNotePath, partPath } from './part.js';
import { placeFile } from './place.js';
import { writeSidecar } from './sidecar.js';
import { markedPath } from './template.js';

export interface DeliverOptions {
  /** Marks the name when a foreign file has taken it meanwhile. */
  readonly job: string;
  /** Absolute path that the clip is to have. */
  readonly path: string;
  readonly overwrite: boolean;
  readonly wanted: WantedClip;
  /** Throws when the clip is another process's by now, which has a part of the same name. */
  readonly assertOurs?: (() => void) | undefined;
  /** Brings the whole clip into the part: `http/download/download.ts` bound to a URL. */
  readonly download: (part: PartFile) => Promise<unknown>;
  /** What the file is; undefined, or a `download.failed`, when no player would take it. */
  readonly inspect: (clip: PartClip) => Promise<ClipFacts | undefined>;
  /** Left out: the clip is delivered as it came. */
  readonly addProvenance?: AddProvenance | undefined;
}

/** A clip that has arrived: its bytes where they are still in memory, else the file. */
export interface PartClip {
  readonly path: string;
  readonly held: Buffer | undefined;
}

/**
 * Says where a clip comes from. `from` is on disk unless the inspection was shown its bytes. `into` is a path for a copy with metadata, which has been checked to play; what a crash
 * left there may be another name of the finished clip and is not written into (`open-new.ts`). `sidecar` is the text of a
 * file beside the clip. The same clip must give the same bytes each time, so that a crash between placing and journaling
 * is recognised.
 */
export type AddProvenance = (clip: { readonly from: string; readonly into: string }) => Promise<Provenance>;

export interface Provenance {
  /** Whether `into` was written and is to be delivered in place of `from`. */
  readonly embedded: boolean;
  readonly sidecar: string | null;
  readonly warning?: string | undefined;
}

export interface DeliveredClip {
  readonly path: string;
  readonly bytes: number;
  /** Absolute path of the sidecar, when there is one. */
  readonly sidecar: string | null;
  /** One line each, for the user. */
  readonly warnings: readonly string[];
}

/**
 * Brings one paid clip from the provider to its place: download, check, provenance, name. Until the last step nothing
 * bears the final name, and any step may be repeated after a crash. What can still be used stays as `.part`.
 *
 * @throws WanError `download.failed`, `local.disk`, `local.output`; the reason of a signal; what `assertOurs` throws
 */
export async function deliver(options: DeliverOptions): Promise<DeliveredClip> {
  const { path, job, assertOurs } = options;
  const own = markedPath(path, job);
  // Begun below, and cut off since.
  if (existsSync(partNotePath(own))) return await bring(openPart(own, assertOurs), options);
  const part = openPart(path, assertOurs);
  try {
    return await bring(part, options);
  } catch (error) {
    if ((await part.isOurs()) || !existsSync(dirname(path))) throw error;
  }
  // Somebody with another ledger fetches a clip of the same name into the same folder.
  return await bring(openPart(own, assertOurs), options);
}

async function bring(part: PartFile, options: DeliverOptions): Promise<DeliveredClip> {
  await options.download(part);
  options.assertOurs?.();
  const { path, signed, warnings } = await finish(part, options).catch(async (error: unknown) => {
    // What there is no room for is fetched again.
    await part.keep().catch(() => {});
    throw error;
  });
  await part.discard();
  const sidecar =
    signed.sidecar === null ? undefined : await writeSidecar({ clip: path, text: signed.sidecar, ...options });
  const { size } = await onDisk(path, () => stat(path));
  return { path, bytes: size, sidecar: sidecar?.path ?? null, warnings: [...warnings, ...(sidecar?.warnings ?? [])] };
}

/** Checks what came, labels it and gives it its name. */
async function finish(part: PartFile, options: DeliverOptions) {
  const facts = await inspectPart(part, options);
  const signed = await addProvenance(part, options);
  if (signed.file === part.path) await part.keep();
  if (!(await part.isOurs())) {
    if (signed.file !== part.path) await removeFile(signed.file);
    throw new WanError('local.output', `${part.path} was taken over by another program`, { hint: 'wan resume' });
  }
  const wantedPath = withTrueExtension(options.path, facts);
  const overwrite = options.overwrite && wantedPath === options.path;
  const path = await placeFile({ part: signed.file, path: wantedPath, overwrite, job: options.job });
  const warnings = [...differences(facts, options.wanted), ...extensionNote(options, wantedPath), ...signed.warnings];
  if (path !== wantedPath) warnings.push(`${wantedPath} exists by now, so the clip is ${path}`);
  return { path, signed, warnings };
}

async function inspectPart(part: PartFile, { inspect, path }: DeliverOptions): Promise<ClipFacts> {
  const facts = await inspect({ path: part.path, held: part.held() }).catch(async (error: unknown) => {
    if (error instanceof WanError && error.code === 'download.failed') await part.discard();
    // The folder may have gone while the clip arrived; what the system has no name for is a fault of ours.
    throw systemCode(error) === '' ? error : toDiskError(error, part.path);
  });
  if (facts !== undefined) return facts;
  await part.discard();
  throw new WanError('download.failed', `what came for ${path} is not a playable video`, {
    hint: 'wan resume fetches it again',
  });
}

interface Signed {
  readonly file: string;
  readonly sidecar: string | null;
  readonly warnings: readonly string[];
}

/** A clip without its label is still a paid clip: whatever fails here is a warning, unless it passes with some room. */
async function addProvenance(part: PartFile, { addProvenance, path, job }: DeliverOptions): Promise<Signed> {
  if (addProvenance === undefined) return { file: part.path, sidecar: null, warnings: [] };
  const into = `${partPath(markedPath(path, job))}.tagged`;
  try {
    const { embedded, sidecar, warning } = await addProvenance({ from: part.path, into });
    return { file: embedded ? into : part.path, sidecar, warnings: warning === undefined ? [] : [warning] };
  } catch (error) {
    await removeFile(into);
    // The part is whole and stays: delivered without its label now, it would be another file than the next time.
    if (isDiskFull(error)) throw toDiskError(error, path);
    const reason = error instanceof Error ? error.message : String(error);
    return { file: part.path, sidecar: null, warnings: [`provenance was not recorded: ${reason}`] };
  }
}

function extensionNote({ path }: DeliverOptions, truePath: string): readonly string[] {
  return truePath === path ? [] : [`the provider sent another container, so ${path} became ${truePath}`];
}
