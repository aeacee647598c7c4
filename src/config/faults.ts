import { z } from 'zod';
import { didYouMean } from '../closest.js';
import { type ErrorCode, WanError } from '../errors.js';
import { looksSecret } from './schema.js';
import type { Fault, Source } from './source.js';
import { valueFault } from './value-fault.js';

type Issue = z.core.$ZodIssue;

/** The data under the schema, or every fault of it with its position. */
export function validate<T extends z.ZodType>(
  schema: T,
  source: Source,
): { readonly value: z.infer<T> } | { readonly faults: readonly Fault[] } {
  const result = schema.safeParse(source.data);
  if (result.success) return { value: result.data };
  return { faults: result.error.issues.flatMap((issue) => issueFaults(issue, { schema, source, base: [] })) };
}

/** One error for all faults, a line each: `file:line:column: key: message`. */
export function faultError(code: ErrorCode, faults: readonly Fault[]): WanError {
  const lines = [...new Set(faults.map(faultLine))];
  return new WanError(code, lines.join('\n'), { hint: hints[code] ?? 'wan config path names the files that are read' });
}

const hints: Readonly<Partial<Record<ErrorCode, string>>> = {
  'preset.invalid': 'wan presets shows what is there',
  'storyboard.invalid': 'mend what is named above; nothing was sent',
};

function faultLine({ file, position, key, message }: Fault): string {
  const place = position === undefined ? file : `${file}:${position.line}:${position.column}`;
  return [place, ...(key === '' ? [] : [key]), message].join(': ');
}

interface Context {
  readonly schema: z.ZodType;
  readonly source: Source;
  readonly base: readonly PropertyKey[];
}

function issueFaults(issue: Issue, context: Context): readonly Fault[] {
  const path = [...context.base, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, context));
  if (issue.code === 'invalid_key') return [unknownKey(path.slice(0, -1), String(path.at(-1)), context)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return likeliestBranch(issue.errors).flatMap((inner) => issueFaults(inner, { ...context, base: path }));
  }
  const { source } = context;
  return [{ file: source.file, position: source.locate(path), key: keyText(path), message: valueFault(issue) }];
}

/** The alternative that the author most likely meant: the one that failed deepest inside, or the first. */
function likeliestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const inside = (issues: readonly Issue[]) =>
    issues.some(({ code, path }) => path.length > 0 || code !== 'invalid_type') ? 1 : 0;
  return branches.reduce((best, branch) => (inside(branch) > inside(best) ? branch : best));
}

function unknownKey(path: readonly PropertyKey[], key: string, { schema, source }: Context): Fault {
  const place = { file: source.file, position: source.locate(path, key), key: keyText([...path, key]) };
  const near = didYouMean(key, keysAt(schema, path));
  if (near === '' && looksSecret(key)) {
    return { ...place, message: 'secrets have no place in a config file: keys come from the environment' };
  }
  if (near === '' && path[0] === 'defaults' && keysAt(schema, []).includes(key)) {
    return { ...place, message: 'belongs outside of "defaults"' };
  }
  return { ...place, message: `unknown key${near}` };
}

/** Names that the schema knows at a path. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysAt(option, path));
  const [head, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (head === undefined) return Object.keys(schema.shape);
    const inner: z.core.$ZodType | undefined = schema.shape[String(head)];
    return inner === undefined ? [] : keysAt(inner, rest);
  }
  if (schema instanceof z.ZodArray) return head === undefined ? [] : keysAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) {
    if (head !== undefined) return keysAt(schema.valueType, rest);
    return schema.keyType instanceof z.ZodEnum ? schema.keyType.options.map(String) : [];
  }
  return [];
}

/** `providers.fal.baseUrl`; parts that are no plain words are quoted, so that no name can break the line. */
function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((part) =>
      typeof part === 'number' || /^[\w$-]+$/.test(String(part)) ? String(part) : JSON.stringify(String(part)),
    )
    .join('.');
}
