export const apiOrigin = 'https://api.puter.com';
export const dashboard = 'https://puter.com';

/** The name of a file in the home directory, or an absolute path on Puter. */
export const idPattern = /^(?:[A-Za-z0-9_-]|\/[^/\s]+\/)[^\s?#]*$/;

/**
 * The remote id of a clip is its file name: `~/...` would be rewritten by any shell on its way to `wan adopt`. Directly
 * in the home directory, because no document says that missing directories are made.
 */
export function fileNameOf(id: string): string {
  return `wan-${id}.mp4`;
}

/** Where a clip lies on the account. */
export function pathOf(remoteId: string): string {
  return remoteId.startsWith('/') ? remoteId : `~/${remoteId}`;
}
