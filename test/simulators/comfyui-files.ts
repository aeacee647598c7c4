import { outputPath } from './comfyui-outputs.js';
import type { Answer, Exchange, RecordedRequest, Route } from './kit/exchange.js';
import { serveFile } from './kit/media.js';
import type { Kit } from './kit/simulator.js';

/** Pictures of the input folder, by `subfolder/name`. */
export type InputFolder = Map<string, Buffer>;

export interface FileOptions {
  /** `--max-upload-size`, bytes. */
  readonly maxUploadSize?: number | undefined;
}

export function fileRoutes(kit: Kit, folder: InputFolder, { maxUploadSize = 100_000_000 }: FileOptions): Route[] {
  return [
    {
      method: 'POST',
      path: /^(?:\/api)?\/upload\/image$/,
      operation: 'upload',
      answer: async ({ request }) =>
        request.bytes.length > maxUploadSize
          ? { status: 413, text: 'Maximum request body size exceeded' }
          : await upload(request, folder),
    },
    { method: 'GET', path: /^(?:\/api)?\/view$/, operation: 'download', answer: (exchange) => view(exchange, kit) },
  ];
}

/** Equal content keeps its name, other content under a name in use gets a new one. */
async function upload({ bytes, headers }: RecordedRequest, folder: InputFolder): Promise<Answer> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': headers['content-type'] ?? '' } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('image');
  if (!(file instanceof File) || file.name === '') return { status: 400 };
  const subfolder = String(form?.get('subfolder') ?? '');
  const content = Buffer.from(await file.arrayBuffer());
  const path = (name: string) => (subfolder === '' ? name : `${subfolder}/${name}`);
  const overwrite = ['true', '1'].includes(String(form?.get('overwrite')));
  let name = file.name;
  for (let count = 1; !overwrite && folder.get(path(name))?.equals(content) === false; count += 1) {
    name = file.name.replace(/(\.\w+)?$/, ` (${count})$1`);
  }
  folder.set(path(name), content);
  return { status: 200, json: { name, subfolder, type: String(form?.get('type') ?? 'input') } };
}

function view({ request, download }: Exchange, kit: Kit): Answer {
  const { filename, subfolder = '', type = 'output' } = request.query;
  if (filename === undefined || filename === '') return { status: 400 };
  if (filename.startsWith('/') || filename.includes('..')) return { status: 400 };
  if (subfolder.includes('..') || subfolder.startsWith('/')) return { status: 403 };
  if (type !== 'output') return { status: 404 };
  const path = outputPath({ filename, subfolder });
  // An absent file has an empty body.
  return kit.media.get(path) === undefined ? { status: 404 } : serveFile(kit.media, { ...request, path }, download);
}
