import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The URL of a file seen from a page in `directory`: relative, so that both can be moved together. */
export function fileAddress(directory: string, path: string): string {
  const way = relative(directory, path);
  // Another drive has no way from here.
  if (isAbsolute(way)) return pathToFileURL(path).href;
  return way
    .split(sep)
    .map((name) => encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
}
