import { WanError } from '../errors.js';
import type { ProviderFacts } from '../providers/provider-facts.js';
import type { MediaFile } from '../providers/request.js';

export type MediaPlace = ProviderFacts['takes'][number];

export interface PlaceQuestion {
  readonly provider: string;
  /** What the provider accepts for this file; only `bucket` for a local LoRA. */
  readonly takes: ProviderFacts['takes'];
  /** Bytes of the encoded text. */
  readonly dataUriLimit: number;
  readonly hasBucket: boolean;
  readonly file: Pick<MediaFile, 'path' | 'mime' | 'bytes'>;
}

/**
 * Where a file goes: the user's bucket, else the provider's own upload, else a data URI where it fits; a path for the
 * embedded provider.
 *
 * @throws WanError `local.bucket` when only a bucket would do and none is configured; `request.invalid` when nothing does
 */
export function choosePlace({ provider, takes, dataUriLimit, hasBucket, file }: PlaceQuestion): MediaPlace {
  const length = dataUriLength(file);
  if (takes.includes('bucket') && hasBucket) return 'bucket';
  if (takes.includes('upload')) return 'upload';
  if (takes.includes('data-uri') && length <= dataUriLimit) return 'data-uri';
  if (takes.includes('path')) return 'path';

  const tooLarge = `${file.path} is too large to go along with a request to ${provider} (${megabytes(length)} of at most ${megabytes(dataUriLimit)})`;
  const noWay = takes.includes('data-uri') ? tooLarge : `${provider} has no upload for ${file.path}`;
  if (!takes.includes('bucket')) throw new WanError('request.invalid', noWay, { hint: 'use a smaller file', provider });
  throw new WanError('local.bucket', `${noWay}, and no bucket is configured`, {
    hint: 'configure a bucket (wan config init), or give an https URL in place of the file',
    provider,
  });
}

/** Characters of the file as a data URI. */
export function dataUriLength({ mime, bytes }: Pick<MediaFile, 'mime' | 'bytes'>): number {
  return `data:${mime};base64,`.length + 4 * Math.ceil(bytes / 3);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
