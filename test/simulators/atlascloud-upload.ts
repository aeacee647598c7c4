import { refusal, success } from './atlascloud-answers.js';
import type { Answer, Exchange, Route } from './kit/exchange.js';
import type { Kit } from './kit/simulator.js';

export interface UploadOptions {
  /** Where the answer holds the link: in `data`, or beside it as one sample of the documentation has it. */
  readonly linkPlace?: 'download_url' | 'url' | 'top' | undefined;
}

/** `POST /api/v1/model/uploadMedia`: stores under its extension, on the host for files. */
export function uploadRoutes(kit: Kit, { linkPlace = 'download_url' }: UploadOptions): readonly Route[] {
  let count = 0;
  const store = async ({ request }: Exchange): Promise<Answer> => {
    const file = await fileIn(request.bytes, request.headers['content-type']);
    if (file === undefined) return refusal(400, 'missing file');
    const extension = /\.(png|jpe?g|webp|bmp|mp3|wav|m4a|mp4)$/i.exec(file.name)?.[1];
    const kind = /^(image|audio|video)\//.exec(file.type)?.[1];
    if (extension === undefined || kind === undefined) return refusal(400, 'unsupported file type');
    count += 1;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const link = kit.media.put(`/files/uploads/${count}.${extension}`, { bytes, contentType: file.type });
    const facts = { type: kind, filename: file.name, size: bytes.length };
    if (linkPlace !== 'top') return success({ ...facts, [linkPlace]: link });
    return { status: 200, json: { code: 200, message: 'success', url: link, data: facts } };
  };
  return [{ method: 'POST', path: /^\/api\/v1\/model\/uploadMedia$/, operation: 'upload', answer: store }];
}

/** The part `file` of a form, if there is one with a name of its own. */
async function fileIn(bytes: Buffer, contentType: string | undefined): Promise<File | undefined> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType ?? '' } })
    .formData()
    .catch(() => undefined);
  const part = form?.get('file');
  return part instanceof File && part.name !== '' ? part : undefined;
}
