import type { JsonObject } from '../../src/json.js';
import { failure } from './kie-answers.js';
import { isObject } from './kie-validation.js';
import type { Answer, Exchange, RecordedRequest, Route } from './kit/exchange.js';
import type { MediaObject } from './kit/media.js';
import type { Kit } from './kit/simulator.js';

export interface UploadOptions {
  /** The name under which the link comes; `downloadUrl` by the documentation. */
  readonly linkName?: 'downloadUrl' | 'fileUrl' | undefined;
}

interface Upload extends MediaObject {
  readonly folder: string;
  readonly name: string;
}

/** The uploads of kieai.redpandaai.co, by form and by base64. */
export function uploadRoutes(kit: Kit, { linkName = 'downloadUrl' }: UploadOptions): readonly Route[] {
  const route = (path: RegExp, read: (request: RecordedRequest) => Promise<Upload | undefined>): Route => ({
    method: 'POST',
    path,
    operation: 'upload',
    answer: async ({ request }: Exchange): Promise<Answer> => {
      const upload = await read(request);
      return upload === undefined
        ? failure(400, 'uploadPath and the file are required')
        : store(upload, { kit, linkName });
    },
  });
  return [
    route(/^\/api\/file-stream-upload$/, readForm),
    route(/^\/api\/file-base64-upload$/, async ({ json }) => readBase64(json)),
  ];
}

/** The same name overwrites. */
function store(upload: Upload, { kit, linkName }: { kit: Kit; linkName: string }): Answer {
  const filePath = `${upload.folder}/${upload.name}`;
  const data: JsonObject = {
    fileName: upload.name,
    filePath,
    [linkName]: kit.media.put(`/files/temp/${filePath}`, upload),
    fileSize: upload.bytes.length,
    mimeType: upload.contentType,
    uploadedAt: new Date(kit.now()).toISOString(),
  };
  return { status: 200, json: { success: true, code: 200, msg: 'File uploaded successfully', data } };
}

async function readForm({ bytes, headers }: RecordedRequest): Promise<Upload | undefined> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': headers['content-type'] ?? '' } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  const folder = form?.get('uploadPath');
  const name = form?.get('fileName');
  if (!(file instanceof File) || typeof folder !== 'string' || folder === '') return undefined;
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    contentType: file.type,
    folder,
    name: typeof name === 'string' ? name : file.name,
  };
}

/** Bare base64, or a data URL. */
function readBase64(json: RecordedRequest['json']): Upload | undefined {
  if (!isObject(json) || typeof json.base64Data !== 'string' || typeof json.uploadPath !== 'string') return undefined;
  const [, type = 'application/octet-stream', data = ''] =
    /^(?:data:([^;]+);base64,)?(.*)$/s.exec(json.base64Data) ?? [];
  const name = typeof json.fileName === 'string' ? json.fileName : 'file';
  return { bytes: Buffer.from(data, 'base64'), contentType: type, folder: json.uploadPath, name };
}
