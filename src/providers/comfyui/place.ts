import type { Call } from '../provider.js';

/** Where a server listens unless it was told otherwise; `COMFYUI_URL` and its like stand in for it on the way out. */
export const apiOrigin = 'http://127.0.0.1:8188';

/** The address of an output file, at the server that the program really calls. */
export function viewUrl(file: { filename: string; subfolder: string; type: string }, call: Call): string {
  const query = new URLSearchParams(file);
  return `${call.settings.baseUrl ?? apiOrigin}/view?${query.toString().replaceAll('+', '%20')}`;
}
