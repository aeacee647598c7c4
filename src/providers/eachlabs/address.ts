/** `scheme://host` of the whole API. */
export const apiOrigin = 'https://api.eachlabs.ai';

/** What an id of a prediction looks like: nothing that could lead a request elsewhere. */
export const idPattern = /^[A-Za-z0-9_-]+$/;

export function predictionUrl(id: string): string {
  return `${apiOrigin}/v1/prediction/${encodeURIComponent(id)}`;
}
