import { pathToFileURL } from 'node:url';
import type { OutputStream } from '../runtime.js';

/** Makes text of others clickable, or leaves it as it is. */
export interface Links {
  /** A path as a link to its file. */
  path(path: string): string;
  /** Each whole `http` or `https` address in a text as a link to itself. */
  urls(text: string): string;
}

export const plainLinks: Links = { path: (path) => path, urls: (text) => text };

/** Links by OSC 8, which terminals show as plain text with a target. */
export const oscLinks: Links = {
  path: (path) => link(path, pathToFileURL(path).href),
  // What ends in an ellipsis was cut to fit and leads nowhere.
  urls: (text) =>
    text.replace(/https?:\/\/[^\s\u0000-\u001f"'<>]+/g, (url) => (url.endsWith('…') ? url : link(url, url))),
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The links that suit a stream: none for anything but a terminal, whatever the environment says. */
export function linksFor(stream: OutputStream, env: Environment, colour?: boolean): Links {
  return wantsLinks(stream, env, colour) ? oscLinks : plainLinks;
}

/**
 * Whether this terminal shows links. FORCE_HYPERLINK decides where it is set; else NO_COLOR, `--no-color`, a dumb
 * terminal and CI switch them off, and only terminals that are known to show them get any.
 */
function wantsLinks(stream: OutputStream, env: Environment, colour?: boolean): boolean {
  if (stream.isTTY !== true) return false;
  const forced = env.FORCE_HYPERLINK;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (colour === false || env.NO_COLOR || env.TERM === 'dumb' || env.CI) return false;
  return knownToLink(env);
}

/** By what these programs put into the environment of their children. */
function knownToLink({ TERM = '', TERM_PROGRAM = '', ...env }: Environment): boolean {
  // A multiplexer keeps the variables of the terminal around it, and may swallow links or show them raw.
  if (env.TMUX || env.STY) return false;
  // VTE 0.50.0 crashes on links.
  if (Number(env.VTE_VERSION) >= 5001) return true;
  if (env.WT_SESSION || env.KONSOLE_VERSION || env.DOMTERM) return true;
  return linkingPrograms.includes(TERM_PROGRAM) || linkingTerminals.includes(TERM);
}

const linkingPrograms = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'zed', 'Hyper'];
const linkingTerminals = ['xterm-kitty', 'alacritty', 'xterm-ghostty', 'foot', 'foot-extra', 'contour'];

function link(text: string, target: string): string {
  return `\u001b]8;;${target}\u001b\\${text}\u001b]8;;\u001b\\`;
}
