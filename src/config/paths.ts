import { posix, win32 } from 'node:path';
import type { Runtime } from '../runtime.js';

export type PathsFrom = Pick<Runtime, 'env' | 'cwd' | 'home' | 'platform'>;

/** Directories of this user, absolute. Nothing is created here. */
export interface UserDirectories {
  /** Ledger, leases, prepared files. */
  readonly state: string;
  /** What can be made again. */
  readonly cache: string;
  /** User-level config file and `presets/`. */
  readonly config: string;
}

/**
 * Where state, cache and config live: `WAN_STATE_DIR` and `WAN_CACHE_DIR` first, then the XDG variables (only absolute
 * values count, as the XDG base directory specification has it), then the custom of the system.
 */
export function userDirectories(runtime: PathsFrom): UserDirectories {
  const { env, cwd, platform } = runtime;
  const path = platform === 'win32' ? win32 : posix;
  const own = (name: string) => (env[name] ? path.resolve(cwd, env[name]) : undefined);
  const xdg = (name: string) => (env[name] && path.isAbsolute(env[name]) ? path.join(env[name], 'wan') : undefined);
  const system = systemDirectories(runtime);
  return {
    state: own('WAN_STATE_DIR') ?? xdg('XDG_STATE_HOME') ?? system.state,
    cache: own('WAN_CACHE_DIR') ?? xdg('XDG_CACHE_HOME') ?? system.cache,
    config: xdg('XDG_CONFIG_HOME') ?? system.config,
  };
}

function systemDirectories({ env, home, platform }: PathsFrom): UserDirectories {
  if (platform === 'win32') {
    const local = win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'wan');
    const roaming = win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'wan');
    return { state: local, cache: win32.join(local, 'Cache'), config: roaming };
  }
  if (platform === 'darwin') {
    const support = posix.join(home, 'Library', 'Application Support', 'wan');
    return { state: support, cache: posix.join(home, 'Library', 'Caches', 'wan'), config: support };
  }
  return {
    state: posix.join(home, '.local', 'state', 'wan'),
    cache: posix.join(home, '.cache', 'wan'),
    config: posix.join(home, '.config', 'wan'),
  };
}
