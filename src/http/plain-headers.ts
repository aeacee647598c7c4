import type { IncomingHttpHeaders } from 'node:http';

/** Headers with lower-case names; repeated ones joined with a comma. */
export function plainHeaders(headers: Readonly<IncomingHttpHeaders>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
