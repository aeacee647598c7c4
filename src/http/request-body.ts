import type { HttpRequest } from './client.js';

export interface EncodedBody {
  readonly body: string | Uint8Array | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The body as bytes of known length, with its content type: a form is written out here, before anything is sent. */
export async function encodeBody({ json, body }: Pick<HttpRequest, 'json' | 'body'>): Promise<EncodedBody> {
  if (json !== undefined) return { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
  if (!(body instanceof FormData)) return { body, headers: {} };
  const form = new Response(body);
  return {
    body: new Uint8Array(await form.arrayBuffer()),
    headers: { 'content-type': form.headers.get('content-type') ?? 'multipart/form-data' },
  };
}
