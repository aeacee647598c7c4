import { followsMedia } from '../../catalogue/follows-media.js';
import type { ModelSpec } from '../../catalogue/model.js';
import { estimate, explainPrice } from '../../catalogue/price.js';
import { toWire } from '../../catalogue/wire.js';
import { freeCall } from '../../jobs/account.js';
import type { Account } from '../../jobs/engine.js';
import { canonicalJson } from '../../json.js';
import type { Money, SubmitIntent } from '../../providers/provider.js';
import type { HostedFile, RequestFields } from '../../providers/request.js';
import { withHostedLoras } from '../workshop/lora-desk.js';

export interface PriceQuestion {
  readonly spec: ModelSpec;
  readonly fields: RequestFields;
  readonly account: Account;
  /** Files of the request, by role; a quote gets a stand-in for each, because nothing is uploaded for it. */
  readonly sources: Readonly<Record<string, string>>;
  /** Length of the sound among them, where it is known. */
  readonly audioSeconds: number | undefined;
  /** Is told where the provider's own price and the catalogue's differ, and why there is none. */
  readonly note?: ((text: string) => void) | undefined;
}

/**
 * What one clip may cost: the higher one of the catalogue's price and the provider's own quote, because a cap must hold
 * whichever is right. None is asked about a clip as long as a file that the service has not got. Each kind of request is
 * asked about once. A quote that fails leaves the catalogue's price. Null is unknown, which is never nothing.
 */
export async function priceOf(question: PriceQuestion): Promise<Money | null> {
  const { spec, fields, audioSeconds } = question;
  const listed = estimate(spec, { ...fields, audioSeconds });
  if (followsMedia(spec, fields)) {
    const isExpected = spec.price.kind === 'unknown' && question.account.provider.quote === undefined;
    if (listed === undefined && !isExpected) question.note?.(unknownText(spec));
    return listed ?? null;
  }
  const quoted = await quoteOf(question);
  if (listed === undefined || quoted === undefined) return listed ?? quoted ?? null;
  if (listed.currency !== quoted.currency || Math.abs(listed.amount - quoted.amount) < negligible) return listed;
  question.note?.(differenceText(spec, { listed, quoted }));
  return quoted.amount > listed.amount ? quoted : listed;
}

/** Services round in different places. */
const negligible = 0.000_001;

/** Quotes by account, which lives as long as the command: prices may change until the next one. */
const answers = new WeakMap<Account, Map<string, Promise<Money | undefined>>>();

function quoteOf({ spec, fields, account, sources }: PriceQuestion): Promise<Money | undefined> {
  const { provider } = account;
  if (provider.quote === undefined) return Promise.resolve(undefined);
  const known = answers.get(account) ?? new Map<string, Promise<Money | undefined>>();
  answers.set(account, known);
  const { fields: priced, media } = priceable(fields, sources);
  const request = { endpoint: spec.endpoint, wire: toWire(spec, priced, media).wire, options: priced, media };
  const key = `${spec.endpoint} ${canonicalJson(request.wire)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const asked = ask(account, () => provider.prepare(request, () => 'quote'));
  known.set(key, asked);
  return asked;
}

/** A plan waits no longer for a price; the catalogue has one. Milliseconds. */
const patienceMs = 10_000;

/** A price that can't be had is unknown; the catalogue, the cap and the confirmation deal with that. */
async function ask(account: Account, prepare: () => SubmitIntent): Promise<Money | undefined> {
  try {
    const call = freeCall(account);
    const send: typeof call.http.send = (request) => call.http.send({ timeoutMs: patienceMs, ...request });
    return await account.provider.quote?.(prepare(), { ...call, http: { ...call.http, send } });
  } catch {
    return undefined;
  }
}

/**
 * A request without what no price depends on, so that 200 rows with prompts and pictures of their own are one question:
 * text, seed and files are the same for all.
 */
function priceable(fields: RequestFields, sources: PriceQuestion['sources']) {
  const { seed: _seed, negativePrompt: _negativePrompt, ...rest } = fields;
  const media: Record<string, HostedFile> = {};
  const urls: Record<string, string> = {};
  for (const role of Object.keys(sources)) {
    const url = standInFor(role);
    if (url === undefined) continue;
    media[role] = { url, expiresAt: null };
    if (!role.startsWith('lora:')) urls[role] = url;
  }
  const prompt = rest.prompt === undefined ? {} : { prompt: 'a clip' };
  return { fields: withHostedLoras({ ...rest, ...prompt, ...urls }, media), media };
}

function standInFor(role: string): string | undefined {
  if (role.startsWith('lora:')) return 'https://media.invalid/style.safetensors';
  if (role === 'audio') return 'https://media.invalid/voice.mp3';
  if (role === 'image' || role === 'endImage') return `https://media.invalid/${role}.png`;
  return undefined;
}

function unknownText({ provider, endpoint, price }: ModelSpec): string {
  return price.kind === 'unknown'
    ? `${endpoint} may be billed by the length of the sound or video that goes in, which ${provider} quotes no price for`
    : `${endpoint} is billed by the length of its sound, which is known of local files only: no price`;
}

function differenceText(spec: ModelSpec, { listed, quoted }: { listed: Money; quoted: Money }): string {
  const { date } = explainPrice(spec);
  const higher = quoted.amount > listed.amount ? 'quote' : 'price of the catalogue';
  return `${spec.provider} quotes ${quoted.amount} ${quoted.currency} for this request, the catalogue${
    date === null ? '' : ` of ${date}`
  } says ${listed.amount}: the ${higher} counts`;
}
