import { open, stat } from 'node:fs/promises';
import { WanError } from '../errors.js';
import type { MediaFile } from '../providers/request.js';
import { digestFile } from './digest.js';

/** The largest header that the format allows, bytes (safetensors: 100 MB). */
const largestHeader = 100_000_000;

/**
 * A local LoRA, checked to be one: 8 bytes of length, then a JSON header, then the tensors. Anything else must not leave
 * the machine.
 *
 * @throws WanError `request.invalid`
 */
export async function inspectLora(path: string): Promise<MediaFile> {
  const problem = await whyNotSafetensors(path);
  if (problem !== undefined) {
    throw new WanError('request.invalid', `the LoRA ${path} ${problem}`, {
      hint: 'give a .safetensors file, or an https URL',
    });
  }
  const { size } = await stat(path);
  return { path, digest: await digestFile(path), mime: 'application/octet-stream', bytes: size };
}

async function whyNotSafetensors(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return 'does not exist';
  if (!info.isFile()) return 'is not a file';
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return 'cannot be read';
  try {
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    const length = Number(head.readBigUInt64LE());
    if (length < 2 || length > largestHeader || length + 8 > info.size) return 'is not a .safetensors file';
    const header = Buffer.alloc(length);
    await file.read(header, 0, length, 8);
    return isObject(header.toString('utf8')) ? undefined : 'is not a .safetensors file';
  } finally {
    await file.close();
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
