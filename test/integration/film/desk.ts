import { join } from 'node:path';
import { createDesk, type Desk } from '../../support/run-main.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** An empty directory to run the program in. */
export function openDesk(env: Readonly<Record<string, string>> = {}): { readonly cwd: string; readonly desk: Desk } {
  const cwd = temporaryDirectory();
  return { cwd, desk: createDesk({ cwd, stateDirectory: join(temporaryDirectory(), 'state'), env }) };
}
