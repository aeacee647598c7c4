/** `scheme://host` of the whole API: media, history and billing. */
export const apiOrigin = 'https://api.atlascloud.ai';

/** Root of the media API. */
export const mediaRoot = `${apiOrigin}/api/v1`;

/** Cloudflare stands before the API and turns unusual User-Agents away with a page (error 1010). */
export const ordinaryHeaders = { 'user-agent': 'Mozilla/5.0 (compatible; wan-cli)' };

/** What an id looks like: nothing that could lead a request elsewhere. */
export const idPattern = /^[A-Za-z0-9_-]+$/;
