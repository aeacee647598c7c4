import { WanError } from '../../errors.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { VideoRequest } from '../request.js';

const videoPath = '/api/v1/services/aigc/video-generation/video-synthesis';
const imagePath = '/api/v1/services/aigc/image2video/video-synthesis';

/** First-and-last-frame, speech and animate models have a path of their own. */
export function submitPath(endpoint: string): string {
  return /-(kf2v|s2v|animate)\b/.test(endpoint) ? imagePath : videoPath;
}

/**
 * `input` and `parameters` are the wire values as they are, but for the media of Wan 2.7 and later: the catalogue names
 * each by its type (`input.media.first_frame`), the service wants a list of `{type, url}`. Pure.
 *
 * @throws WanError `request.invalid` for what the service would ignore or could not read
 */
export function toBody({ endpoint, wire }: VideoRequest): JsonObject {
  for (const key of Object.keys(wire)) {
    if (key === 'input' || key === 'parameters') continue;
    throw invalid(`DashScope has no place for "${key}"`, `write input.${key} or parameters.${key}`);
  }
  const { input, parameters } = wire;
  if (!isObject(input)) throw invalid('DashScope needs an input', 'give --image or --set input...');
  refuseUnreadableMedia(input);
  const media = input.media === undefined ? {} : { media: toMediaList(input.media) };
  return {
    model: endpoint,
    input: withPlainAddresses({ ...input, ...media }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

/** Whether a text anywhere in the body names a file of the service's own store, which it must be told to look up. */
export function namesStoredFiles(value: JsonValue): boolean {
  if (typeof value === 'string') return value.startsWith('oss://');
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(namesStoredFiles);
}

function toMediaList(media: JsonValue): JsonValue {
  if (!isObject(media)) return media;
  return Object.entries(media).flatMap(([type, urls]) => listOf(urls).map((url) => ({ type, url })));
}

/** Addresses with signs beyond ASCII are fetched only where they are percent-encoded; all others stay as they are. */
function withPlainAddresses(input: JsonObject): JsonObject {
  const entries = Object.entries(input).map(([key, value]) => {
    if (key === 'media' && Array.isArray(value)) {
      return [key, value.map((item: JsonValue) => (isObject(item) ? withPlainAddresses(item) : item))] as const;
    }
    return [key, /(^|_)url$/.test(key) && typeof value === 'string' ? plainAddress(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

function plainAddress(text: string): string {
  const isOdd = /^https?:/i.test(text) && /[^!-~]/.test(text) && URL.canParse(text);
  return isOdd ? new URL(text).href : text;
}

/** Sound, and the pictures of the speech models, are read from addresses only; no page names data URIs for them. */
function refuseUnreadableMedia(input: JsonObject): void {
  for (const key of ['audio_url', 'image_url']) {
    const value = input[key];
    if (typeof value !== 'string' || !value.startsWith('data:')) continue;
    throw invalid(
      `DashScope reads ${key} from an address, not from the request itself`,
      'configure a bucket (wan config init), or give an https URL in place of the file',
    );
  }
}

function invalid(message: string, hint: string): WanError {
  return new WanError('request.invalid', message, { hint, provider: 'dashscope' });
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
