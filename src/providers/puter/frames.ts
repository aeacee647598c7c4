import type { HttpResponse } from '../../http/client.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { saysBadRequest } from './answer.js';

/** Together's driver of August 2026 forwards keyframes only, newer ones know `input_reference` too: both are sent. */
export function keyframes(wire: JsonObject): JsonObject {
  const { input_reference: image, frame_images: given, provider } = wire;
  const isDue = provider === 'together-video-generation' && typeof image === 'string' && given === undefined;
  return isDue ? { frame_images: framesOf(image) } : {};
}

/**
 * The call with its first frame named once, where it was refused, before anything was spent, for naming it twice. The
 * keyframe stays: older servers forward nothing else, and would make a clip of something else. Undefined where the answer
 * does not ask for it, or the two are different pictures.
 */
export function withoutSecondName(body: JsonObject, answer: HttpResponse): JsonObject | undefined {
  const { args } = body;
  if (!isObject(args) || !saysBadRequest(answer, /\binput_reference\b/)) return undefined;
  const { input_reference: image, ...others } = args;
  if (typeof image !== 'string' || JSON.stringify(others.frame_images) !== JSON.stringify(framesOf(image)))
    return undefined;
  return { ...body, args: others };
}

function framesOf(image: string): JsonValue {
  return [{ input_image: image, frame: 0 }];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
