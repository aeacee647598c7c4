import type { Options } from 'execa';
import { WanError } from '../errors.js';
import { systemProgram } from '../files/system-program.js';
import type { Runtime } from '../runtime.js';

/** Whether somebody sits there who would see a page open. */
export function mayOpen({ env, stdout }: Pick<Runtime, 'env' | 'stdout'>): boolean {
  const ci = env.CI ?? '';
  return stdout.isTTY === true && (ci === '' || ci === '0' || ci === 'false');
}

/** Shows a file in the browser of this system. @throws WanError `local.output` when there is no program for that */
export async function openPage({ env, platform }: Pick<Runtime, 'env' | 'platform'>, path: string): Promise<void> {
  const { execa } = await import('execa');
  const [program, ...first] = opener({ env, platform });
  const options: Options = { env, extendEnv: false, detached: true, cleanup: false, reject: false, stdio: 'ignore' };
  const child = execa(program, [...first, path], options);
  // Some openers stay as long as the browser does; that it started is enough.
  child.unref();
  child.catch(() => undefined);
  if (child.pid !== undefined) return;
  throw new WanError('local.output', `${program} could not be started`, { hint: `open it yourself: ${path}` });
}

/** The program that opens a page, and its first arguments. */
export function opener({ env, platform }: Pick<Runtime, 'env' | 'platform'>): readonly [string, ...string[]] {
  // `start` is a word of the Windows shell, which would read `&` in a name; this program takes the name as it is.
  if (platform === 'win32') return [systemProgram(env, 'rundll32.exe'), 'url.dll,FileProtocolHandler'];
  return platform === 'darwin' ? ['open'] : ['xdg-open'];
}
