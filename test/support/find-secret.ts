import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that a program wrote. */
export interface Written {
  /** Texts by name: stdout, stderr. */
  readonly streams: Readonly<Record<string, string>>;
  /** Searched with everything below them, byte by byte. */
  readonly directories: readonly string[];
}

/**
 * Where a secret shows, as `file: form`: as it is, in base64 at any offset, in hex, percent-encoded, JSON-escaped. The
 * halves of `id:secret` count for themselves, save for the id.
 */
export function findSecret(secret: string, { streams, directories }: Written): readonly string[] {
  const texts = [
    ...Object.entries(streams).map(([name, text]) => [name, Buffer.from(text)] as const),
    ...directories.flatMap(filesIn).map((path) => [path, readFileSync(path)] as const),
  ];
  const forms = secretsIn(secret).flatMap(formsOf);
  return texts.flatMap(([name, text]) =>
    forms.filter(([, form]) => text.includes(form)).map(([kind]) => `${name}: ${kind}`),
  );
}

function secretsIn(secret: string): readonly string[] {
  const [, half] = secret.split(':');
  return half === undefined ? [secret] : [secret, half];
}

function formsOf(secret: string): readonly (readonly [kind: string, form: string])[] {
  const bytes = Buffer.from(secret);
  const forms: readonly (readonly [string, string])[] = [
    ['plain', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
    ['JSON-escaped', JSON.stringify(secret).slice(1, -1)],
    ['hex', bytes.toString('hex')],
    ['reversed', [...secret].reverse().join('')],
    ...[0, 1, 2].map((offset) => ['base64', base64At(bytes, offset)] as const),
    ...[0, 1, 2].map(
      (offset) => ['base64', base64At(bytes, offset).replaceAll('+', '-').replaceAll('/', '_')] as const,
    ),
  ];
  return forms.filter(([, form], index) => forms.findIndex(([, other]) => other === form) === index);
}

/** What of a text is the same in base64 whatever stands before it, when it begins at this byte of three. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
