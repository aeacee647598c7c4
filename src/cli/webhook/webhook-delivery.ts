import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { WanError } from '../../errors.js';
import type { WebhookDelivery } from '../../providers/webhook.js';
import type { Runtime } from '../../runtime.js';
import { readStdin } from '../read-stdin.js';

export interface DeliverySource {
  /** A file, or `-`; undefined: the whole delivery comes on stdin. */
  readonly body: string | undefined;
  /** `Name: value` each; they go with a body only. */
  readonly headers: readonly string[];
}

/**
 * The delivery that the command line names: a body with its headers, or both at once on stdin.
 *
 * @throws WanError `usage.invalid` for what is no delivery
 */
export async function readDelivery(
  { body, headers }: DeliverySource,
  runtime: Pick<Runtime, 'stdin' | 'cwd'>,
): Promise<WebhookDelivery> {
  if (body === undefined && headers.length > 0) throw unusable('--header goes with --body');
  if (body === undefined || body === '-') {
    if (runtime.stdin.isTTY === true) throw unusable('nothing comes on stdin');
    const bytes = await readStdin(runtime.stdin);
    return body === undefined ? parseDelivery(bytes) : { headers: toHeaders(headers), body: bytes };
  }
  const path = resolve(runtime.cwd, body);
  try {
    return { headers: toHeaders(headers), body: await readFile(path) };
  } catch (error) {
    throw error instanceof WanError ? error : unusable(`${path} cannot be read`, error);
  }
}

/**
 * A delivery as HTTP text (an optional request line, headers, an empty line, the body) or as JSON
 * `{"headers": {...}, "body": "..."}`. The bytes of the body stay as they are. Pure.
 *
 * @throws WanError `usage.invalid`
 */
export function parseDelivery(bytes: Uint8Array): WebhookDelivery {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text.length === 0) throw unusable('nothing came on stdin');
  return /^\s*\{/.test(text.subarray(0, 64).toString('latin1')) ? fromJson(text) : fromHttp(text);
}

const jsonSchema = z.object({
  headers: z.record(z.string(), z.union([z.string(), z.number().transform(String), z.array(z.string())])),
  body: z.string(),
  // As gateways hand deliveries to a function.
  isBase64Encoded: z.boolean().optional(),
});

function fromJson(text: Buffer): WebhookDelivery {
  const parsed = jsonSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw unusable('the JSON is not {"headers": {...}, "body": "<the raw text>"}');
  const { headers, body, isBase64Encoded } = parsed.data;
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): readonly [string, string] => [name, value]),
  );
  return { headers: joined(lines), body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8') };
}

function jsonOf(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}

function fromHttp(text: Buffer): WebhookDelivery {
  // One character a byte, so that places in the text are places in the bytes.
  const end = /\r?\n\r?\n/.exec(text.toString('latin1'));
  if (end === null) throw unusable('there is no empty line between headers and body');
  const lines = text.subarray(0, end.index).toString('utf8').split(/\r?\n/);
  const [first = ''] = lines;
  const isRequestLine = /^[A-Z]+ \S+( HTTP\/[\d.]+)?$/.test(first);
  const headers = toHeaders(isRequestLine ? lines.slice(1) : lines);
  return { headers, body: asLongAsSaid(text.subarray(end.index + end[0].length), headers['content-length']) };
}

/** What stands behind the length that the headers name was added by whoever kept the delivery: a last line break. */
function asLongAsSaid(body: Buffer, length: string | undefined): Buffer {
  if (length === undefined || !/^\d{1,12}$/.test(length)) return body;
  if (Number(length) <= body.length) return body.subarray(0, Number(length));
  throw unusable(`the body is cut off: ${body.length} of ${length} bytes`);
}

function toHeaders(lines: readonly string[]): Readonly<Record<string, string>> {
  return joined(
    lines.map((line) => {
      const at = line.indexOf(':');
      if (at < 1 || /\s/.test(line.slice(0, at)))
        throw unusable(`"${line.slice(0, 60)}" is not a header (Name: value)`);
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
}

/** A header that comes twice holds both values, as HTTP has it. */
function joined(lines: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value.trim() : `${before}, ${value.trim()}`);
  }
  return Object.fromEntries(headers);
}

function unusable(why: string, cause?: unknown): WanError {
  return new WanError('usage.invalid', `no webhook delivery to check: ${why}`, {
    hint: "wan webhook verify --provider fal < delivery.http, or --body body.json --header 'Name: value'",
    cause,
  });
}
