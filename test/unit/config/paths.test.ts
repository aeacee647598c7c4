import { describe, expect, it } from 'vitest';
import { userDirectories } from '../../../src/config/paths.js';

const linux = { env: {}, cwd: '/here', home: '/home/ada', platform: 'linux' } as const;

describe('userDirectories', () => {
  it('follows the XDG defaults on Linux', () => {
    expect(userDirectories(linux)).toEqual({
      state: '/home/ada/.local/state/wan',
      cache: '/home/ada/.cache/wan',
      config: '/home/ada/.config/wan',
    });
  });

  it.each(['linux', 'darwin'] as const)('follows the XDG variables on %s', (platform) => {
    const env = { XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c', XDG_CONFIG_HOME: '/k' };
    expect(userDirectories({ ...linux, platform, env })).toEqual({
      state: '/s/wan',
      cache: '/c/wan',
      config: '/k/wan',
    });
  });

  it('takes no notice of XDG variables that are empty or relative', () => {
    const env = { XDG_STATE_HOME: '', XDG_CACHE_HOME: 'cache', XDG_CONFIG_HOME: './x' };
    expect(userDirectories({ ...linux, env })).toEqual(userDirectories(linux));
  });

  it('lets WAN_STATE_DIR and WAN_CACHE_DIR win, relative ones counted from the working directory', () => {
    const env = { WAN_STATE_DIR: 'state', WAN_CACHE_DIR: '/abs', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c' };
    expect(userDirectories({ ...linux, env })).toMatchObject({ state: '/here/state', cache: '/abs' });
  });

  it('follows the custom of macOS', () => {
    expect(userDirectories({ ...linux, platform: 'darwin', home: '/Users/ada' })).toEqual({
      state: '/Users/ada/Library/Application Support/wan',
      cache: '/Users/ada/Library/Caches/wan',
      config: '/Users/ada/Library/Application Support/wan',
    });
  });

  it('follows the custom of Windows, with and without its variables', () => {
    const windows = { cwd: 'D:\\work', home: 'C:\\Users\\ada', platform: 'win32' } as const;
    const env = { LOCALAPPDATA: 'E:\\Local', APPDATA: 'E:\\Roaming' };
    expect(userDirectories({ ...windows, env })).toEqual({
      state: 'E:\\Local\\wan',
      cache: 'E:\\Local\\wan\\Cache',
      config: 'E:\\Roaming\\wan',
    });
    expect(userDirectories({ ...windows, env: {} }).state).toBe('C:\\Users\\ada\\AppData\\Local\\wan');
    expect(userDirectories({ ...windows, env: { WAN_STATE_DIR: 's' } }).state).toBe('D:\\work\\s');
  });
});
