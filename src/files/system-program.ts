import { win32 } from 'node:path';

/**
 * A program of Windows by its whole path. Asked for by its name alone it would be looked for in the current directory
 * first, where a cloned project may have put its own.
 */
export function systemProgram(env: Readonly<Record<string, string | undefined>>, name: string): string {
  const root = env.SystemRoot ?? env.SYSTEMROOT ?? '';
  return win32.join(win32.isAbsolute(root) ? root : 'C:\\Windows', 'System32', name);
}
