import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Lora, RequestFields } from '../providers/request.js';

/** A value of a data file that names a file on this machine. */
export interface MediaPath {
  /** Dotted, as in `loras.0.path`. */
  readonly key: string;
  readonly path: string;
}

const mediaFields = ['image', 'endImage', 'audio', 'workflow'] as const;
const loraFields = ['loras', 'lorasHigh', 'lorasLow'] as const;

/** The same fields with every local media path made absolute, counted from the folder of the file that holds them. */
export function resolveMediaPaths<T extends RequestFields>(fields: T, directory: string): T {
  const resolved: RequestFields = { ...fields };
  for (const name of mediaFields) {
    const path = fields[name];
    if (path !== undefined && !isUrl(path)) resolved[name] = resolve(directory, path);
  }
  for (const name of loraFields) {
    const loras = fields[name];
    if (loras !== undefined) resolved[name] = loras.map((lora) => resolveLora(lora, directory));
  }
  return { ...fields, ...resolved };
}

/** Every local media path in fields that `resolveMediaPaths` went over. */
export function listMediaPaths(fields: RequestFields): readonly MediaPath[] {
  const media = mediaFields.flatMap((key) => {
    const path = fields[key];
    return path === undefined || isUrl(path) ? [] : [{ key, path }];
  });
  const loras = loraFields.flatMap((name) =>
    (fields[name] ?? []).flatMap(({ path }, index) =>
      isLocalLora(path) ? [{ key: `${name}.${index}.path`, path }] : [],
    ),
  );
  return [...media, ...loras];
}

/** Whether a path lies in a folder or is the folder, by its text alone. */
export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way));
}

/** Whether a path lies in a folder once all links are followed; what does not exist yet counts by its nearest parent. */
export async function isReallyInside(directory: string, path: string): Promise<boolean> {
  if (!isInside(directory, path)) return false;
  const [folder, target] = await Promise.all([followLinks(directory), followLinks(path)]);
  return folder !== undefined && target !== undefined && isInside(folder, target);
}

/** Everything with an http or https scheme; other schemes are no URLs here, and end as paths that do not exist. */
export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** `owner/name` is a model hub's; a `.safetensors` file, or a path that starts like one, is ours. */
export function isLocalLora(path: string): boolean {
  return !isUrl(path) && (/\.safetensors$/i.test(path) || /^(?:\.{1,2}(?:[/\\]|$)|[/\\~]|[A-Za-z]:[/\\])/.test(path));
}

function resolveLora(lora: Lora, directory: string): Lora {
  return isLocalLora(lora.path) ? { ...lora, path: resolve(directory, lora.path) } : lora;
}

/** The path without links; undefined for a dangling link or a loop, which lead nobody knows where. */
async function followLinks(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    if (await isLink(path)) return undefined;
    const parent = dirname(path);
    if (parent === path) return path;
    const real = await followLinks(parent);
    return real === undefined ? undefined : join(real, basename(path));
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}
