import type { JsonObject, JsonValue } from '../../src/json.js';
import type { SimulatedJob } from './kit/jobs.js';
import type { Kit } from './kit/simulator.js';
import { wavespeedModels } from './wavespeed-catalogue.js';
import type { SimulatedModel } from './wavespeed-properties.js';

/**
 * USD that a quote names for these inputs, in proportion to the length, twice as much for 720p over 480p. What the
 * inputs lack counts as by default; no sound is fetched for a quote, so that of speech is the base price of five seconds.
 */
export function quoteOf({ basePrice, properties }: SimulatedModel, inputs: JsonObject): number {
  const duration = properties.duration && typeof inputs.duration === 'number' ? inputs.duration / 5 : 1;
  const size = properties.resolution?.default === '480p' && inputs.resolution === '720p' ? 2 : 1;
  return toMills(basePrice * duration * size);
}

/** USD that the accepted tasks took from the account; those that failed are refunded. */
export function charged(kit: Kit): number {
  const paid = kit.jobs.all.filter((job) => !isRefunded(job));
  return toMills(paid.reduce((sum, job) => sum + chargeOf(kit, job), 0));
}

export function isRefunded({ outcome }: SimulatedJob): boolean {
  return outcome?.kind === 'task-failed' || outcome?.kind === 'moderated-at-result';
}

/**
 * USD of one task. A clip of speech is as long as its sound and billed for 3 s at least; a second begun is taken for a
 * whole one.
 */
export function chargeOf(kit: Kit, { endpoint, input }: SimulatedJob): number {
  const model = wavespeedModels.find(({ id }) => id === endpoint);
  if (model === undefined) return 0;
  const price = quoteOf(model, input);
  if (!endpoint.endsWith('/speech-to-video')) return price;
  const seconds = Math.ceil(soundSeconds(kit, input.audio));
  return toMills((price / 5) * Math.max(3, seconds));
}

/** Of a WAV file in the storage of the service, with a head of the plain 44 bytes. */
function soundSeconds({ media }: Kit, url: JsonValue | undefined): number {
  const stored = typeof url === 'string' && url.startsWith(media.url) ? media.get(new URL(url).pathname) : undefined;
  const bytes = Buffer.from(stored?.bytes ?? []);
  if (bytes.length < 44 || bytes.toString('latin1', 36, 40) !== 'data') return 0;
  return bytes.readUInt32LE(40) / bytes.readUInt32LE(28);
}

function toMills(dollars: number): number {
  return Math.round(dollars * 1000) / 1000;
}
