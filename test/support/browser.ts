import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The same programs that bin/setup looks for, in the same order. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Starts the Chromium of this machine; closing it is up to the caller. */
export async function launchBrowser(...args: readonly string[]): Promise<Browser> {
  // Chromium has no sandbox for root.
  const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const executablePath = browserPath(process.env);
  // It keeps notes in the home directory, which is not the tests' to write to.
  const home = mkdtempSync(join(tmpdir(), 'wan-browser-'));
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  const browser = await chromium.launch({ executablePath, args: [...rights, ...args], env });
  browser.on('disconnected', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return browser;
}

/** A path that somebody set is used as it is; else the first of the known programs on the PATH. */
function browserPath({ CHROMIUM_PATH, PATH = '' }: Readonly<Record<string, string | undefined>>): string {
  const folders = PATH.split(delimiter).filter((folder) => isAbsolute(folder));
  const places = CHROMIUM_PATH
    ? [CHROMIUM_PATH]
    : [...names.flatMap((name) => folders.map((folder) => join(folder, name))), onMac];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new Error('no Chromium here: bin/setup --test installs it, or set CHROMIUM_PATH');
}
