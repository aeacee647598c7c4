import { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import type { HttpResponse } from '../../http/client.js';
import type { RefusalOptions } from '../../http/refusal.js';
import { type Answered, readBody, readReceipt } from '../read-answer.js';
import type { Region } from './region.js';

const provider = 'dashscope';

const textSchema = z.string().nullish().catch(null);
const flatSchema = z.object({ code: textSchema, message: textSchema });
/** The compatible mode wraps what the native one says flat. */
const problemSchema = flatSchema.extend({ error: flatSchema.nullish().catch(null) });

export interface RegionAnswered<T> extends Answered<T> {
  readonly region: Region;
}

/**
 * The body of a 2xx answer to a request that costs nothing.
 *
 * @throws WanError for any other status, or a body of another shape (retryable: something in between cut or replaced it)
 */
export function readAnswer<T>(response: HttpResponse, { schema, now, region }: RegionAnswered<T>): T {
  return readBody(response, { schema, problem: () => toOptions(response, { now, region }), provider });
}

/**
 * The body of a 2xx answer to the submit.
 *
 * @throws WanError with `delivery: 'not-accepted'` for the 4xx of the document; anything else, an unreadable 2xx
 * included, may have made a task that bills
 */
export function readAccepted<T>(response: HttpResponse, { schema, now, region }: RegionAnswered<T>): T {
  return readReceipt(response, {
    schema,
    problem: () => toOptions(response, { now, region }),
    provider,
    job: 'task',
    hint: 'wan resume looks for it; DashScope lists tasks, without their inputs, for 24 h',
  });
}

/** Codes are written `DataInspectionFailed` or `data_inspection_failed`. */
export function normalCode(code: string): string {
  return code.toLowerCase().replaceAll('_', '');
}

/** `InvalidParameter.DataInspection` is none: there the picture could not be fetched to be looked at. */
export function isModeration(code: string, message: string): boolean {
  if (normalCode(code).startsWith('datainspectionfailed')) return true;
  return /data_?inspection_?failed|green net check rejected|inappropriate content/i.test(message);
}

/** The normal code of an error of either form; empty where it names none. */
export function codeIn({ json }: Pick<HttpResponse, 'json'>): string {
  return normalCode(problemIn(json).code);
}

function problemIn(json: HttpResponse['json']): { readonly code: string; readonly text: string } {
  const problem = problemSchema.safeParse(json).data;
  return {
    code: problem?.code ?? problem?.error?.code ?? '',
    text: problem?.message ?? problem?.error?.message ?? '',
  };
}

function toOptions(
  { status, headers, json }: HttpResponse,
  { now, region }: Pick<RegionAnswered<unknown>, 'now' | 'region'>,
): RefusalOptions {
  const { code, text } = problemIn(json);
  const said = [code, text].filter((part) => part !== '').join(': ');
  const message = [said, adviceFor(status, region)].filter((part) => part !== '').join('; ');
  return { provider, response: { status, headers }, message, now, code: codeOf(status, { code, text }) };
}

/** A key of another region reads as a wrong key, a model of another region as a missing one. */
function adviceFor(status: number, region: Region): string {
  if (status !== 401 && status !== 404) return '';
  return `this was the region "${region}", and key and model must be of the same one (providers.dashscope.region)`;
}

const noCredit = [
  'arrearage',
  'throttling.allocationquota',
  'allocationquota.freetieronly',
  'insufficientquota',
  'commoditynotpurchased',
  'prepaidbilloverdue',
  'postpaidbilloverdue',
];

/** Where the status alone does not say it: an empty account is a 400, a 403 or a 429 here. A 5xx tells nothing. */
function codeOf(
  status: number,
  { code, text }: { readonly code: string; readonly text: string },
): ErrorCode | undefined {
  if (status >= 500) return undefined;
  if (noCredit.includes(normalCode(code))) return 'money.no-credit';
  if (status === 429) return 'provider.throttled';
  return status === 400 && isModeration(code, text) ? 'provider.moderated' : undefined;
}
