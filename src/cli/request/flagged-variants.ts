import type { ManifestRow } from '../../batch/manifest.js';
import type { ManifestFault } from '../../batch/manifest-error.js';
import { flagOf, modelOptions } from '../../catalogue/flags.js';
import type { RequestFields } from '../../providers/request.js';

/**
 * The rows that vary in what a flag sets for all: the flag would win, and each variant be paid for as the same clip.
 * `flags`: what the command line says of every row.
 */
export function flaggedVariants(rows: readonly ManifestRow[], flags: RequestFields): readonly ManifestFault[] {
  const flagged = flaggedKeys(flags);
  const first = rows.filter(({ row }, index) => rows[index - 1]?.row !== row);
  return first.flatMap(({ row, line, variant }) =>
    Object.keys(variant?.values ?? {}).flatMap((key) => {
      const flag = flagged.get(key);
      const reason = `varies, but ${flag} is the same for all of its clips`;
      return flag === undefined ? [] : [{ row, line, column: key, reason, hint: 'leave one of them out' }];
    }),
  );
}

/** The keys of a manifest or matrix that flags set as well, with these flags: `seed`, `set.motion`. */
export function flaggedKeys({ extra, ...fields }: RequestFields): ReadonlyMap<string, string> {
  const plain = Object.keys(fields).map((field) => {
    const option = modelOptions.find((one) => one === field);
    return [field, option === undefined ? `--${field}` : flagOf(option)] as const;
  });
  return new Map([...plain, ...Object.keys(extra ?? {}).map((key) => [`set.${key}`, `--set ${key}`] as const)]);
}
