import { isLocalLora } from '../../config/media-paths.js';
import { WanError } from '../../errors.js';
import type { HostedMedia, Job, LoraKey } from '../../jobs/job.js';
import { inspectLora } from '../../media/lora-file.js';
import type { HostedFile, Lora, RequestFields } from '../../providers/request.js';
import type { MediaHost } from './media-host.js';

const loraFields = ['loras', 'lorasHigh', 'lorasLow'] as const;

/** SHA-256 of each local LoRA of a request, by `lora:<path>`. @throws WanError `request.invalid` */
export async function inspectLoras(fields: RequestFields): Promise<Record<string, string>> {
  const digests = localLoras(fields).map(async (path) => [loraKey(path), (await inspectLora(path)).digest] as const);
  return Object.fromEntries(await Promise.all(digests));
}

/** Puts the local LoRAs of a job into the bucket; no provider stores them. */
export async function hostLoras(
  job: Job,
  mediaHost: MediaHost,
  neededForMs: number,
): Promise<Record<LoraKey, HostedFile>> {
  const hosted: Record<LoraKey, HostedFile> = {};
  for (const path of localLoras(job.request)) {
    const file = await inspectLora(path);
    if (job.sources[loraKey(path)] !== file.digest) {
      throw new WanError('request.invalid', `${path} is not the file that ${job.id} was planned with`, {
        hint: 'put the file back, or repeat the command to render with the new one',
      });
    }
    hosted[loraKey(path)] = await mediaHost.host({ file, provider: job.provider, neededForMs, bucketOnly: true });
  }
  return hosted;
}

/** The request with the addresses of its hosted LoRAs in place of their paths. */
export function withHostedLoras(fields: RequestFields, hosted: HostedMedia): RequestFields {
  const replace = (lora: Lora): Lora => ({ ...lora, path: hosted[loraKey(lora.path)]?.url ?? lora.path });
  const replaced = loraFields.flatMap((name) =>
    fields[name] === undefined ? [] : [[name, fields[name].map(replace)]],
  );
  return { ...fields, ...Object.fromEntries(replaced) };
}

function localLoras(fields: RequestFields): string[] {
  const paths = loraFields.flatMap((name) => fields[name] ?? []).map((lora) => lora.path);
  return [...new Set(paths.filter(isLocalLora))];
}

function loraKey(path: string): LoraKey {
  return `lora:${path}`;
}
