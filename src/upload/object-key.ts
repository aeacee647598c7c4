import type { MediaFile } from '../providers/request.js';

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'video/mp4': 'mp4',
};

/** `<prefix><sha256>.<extension>`: equal files have equal keys. What has no known type is a model file. */
export function objectKey({ digest, mime }: Pick<MediaFile, 'digest' | 'mime'>, prefix = ''): string {
  return `${prefix.replace(/^\/+/, '')}${digest}.${extensions[mime] ?? 'safetensors'}`;
}

/** Where a key is found under the public address of its bucket. */
export function publicUrl(publicBaseUrl: string, key: string): string {
  return `${publicBaseUrl.replace(/\/+$/, '')}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
