import { win32 } from 'node:path';
import { isDeviceName } from './file-name.js';

/**
 * Why Windows would not keep a file at this path under the name that was given; undefined when it would. A colon makes a
 * hidden stream of another file there, and `nul.mp4` swallows what is written to it: after the clip was paid.
 */
export function windowsFault(path: string): string | undefined {
  const { root } = win32.parse(path);
  for (const name of path.slice(root.length).split(/[\\/]/)) {
    const [forbidden] = /[<>:"|?*\u0000-\u001f]/.exec(name) ?? [];
    if (forbidden !== undefined) return `Windows allows no ${JSON.stringify(forbidden)} in a name`;
    if (isDeviceName(name)) return `${name} is a device on Windows`;
    if (/[. ]$/.test(name) && name !== '.' && name !== '..')
      return 'Windows drops dots and spaces at the end of a name';
  }
  return undefined;
}

/** Whether a path leads to another machine: `\\server\share`. `\\?\C:\` and `\\.\` are this one. */
export function isNetworkShare(path: string): boolean {
  return /^[\\/]{2}(?![?.][\\/])[^\\/]/.test(path) && win32.parse(path).root.length > 2;
}
