import type { JsonObject } from '../../src/json.js';
import type { Answer } from './kit/exchange.js';
import { missing, problem } from './puter-answers.js';
import { absolute, home } from './puter-files.js';
import { findModel } from './puter-models.js';

/** Drivers by their names; another one is not found. */
const drivers = ['ai-video', 'together-video-generation', 'gemini-video-generation', 'byteplus-video-generation'];

/** What is wrong with a call before anything is spent; undefined when nothing is. Together's own limits are not known. */
export function callFault(call: JsonObject, args: JsonObject): Answer | undefined {
  const isVideo = call.interface === 'puter-video-generation' && call.method === 'generate';
  if (!isVideo || !drivers.includes(String(call.driver ?? 'ai-video'))) return missing;
  if (typeof args.prompt !== 'string' || args.prompt === '') return problem(400, 'bad_request', 'Missing prompt');
  if (findModel(args.model) === undefined) return problem(400, 'bad_request', `Model not found: ${String(args.model)}`);
  const path = args.puter_output_path;
  if (path === undefined) return undefined;
  const isWritable = typeof path === 'string' && absolute(path).startsWith(`${home}/`);
  return isWritable ? undefined : problem(403, 'access_denied', `No permission to write to ${String(path)}`);
}

/** The first frame as Together gets it: the driver of August 2026 forwards keyframes only. */
export function firstFrameOf({ frame_images: frames }: JsonObject): string | undefined {
  const [first] = Array.isArray(frames) ? frames : [];
  return isObject(first) && typeof first.input_image === 'string' ? first.input_image : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
