import { open } from 'node:fs/promises';
import { isUrl } from '../../config/media-paths.js';
import { WanError } from '../../errors.js';
import type { Job } from '../../jobs/job.js';
import { digestBytes } from '../../media/digest.js';
import { reviewWorkflow } from '../../providers/comfyui/review-workflow.js';
import { readWorkflow } from '../../providers/comfyui/workflow.js';
import type { HostedFile, RequestFields } from '../../providers/request.js';

/** Workflows have some kilobytes; the largest have some hundreds. */
const maxBytes = 5_000_000;

export interface InspectedWorkflow {
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  readonly notes: readonly string[];
}

/** Reads a workflow and holds it against its request. @throws WanError `request.invalid`, `request.option-not-taken` */
export async function inspectWorkflow(path: string, fields: RequestFields): Promise<InspectedWorkflow> {
  const bytes = await readBytes(path);
  return { digest: digestBytes(bytes), notes: reviewWorkflow(readWorkflow(bytes.toString('utf8')), fields) };
}

/** A workflow goes along as it is: the ledger keeps the graph that is made of it. */
export async function embedWorkflow(path: string): Promise<HostedFile> {
  const bytes = await readBytes(path);
  const url = `data:application/json;base64,${bytes.toString('base64')}`;
  return { url, expiresAt: null, digest: digestBytes(bytes) };
}

/** As `embedWorkflow`. @throws WanError `request.invalid` for another file than the job was planned with */
export async function hostWorkflow(job: Job, path: string): Promise<HostedFile> {
  const hosted = await embedWorkflow(path);
  if (job.sources.workflow === hosted.digest) return hosted;
  throw new WanError('request.invalid', `${path} is not the file that ${job.id} was planned with`, {
    hint: 'put the file back, or repeat the command to render with the new one',
  });
}

/** @throws WanError `request.invalid` */
async function readBytes(path: string): Promise<Buffer> {
  if (isUrl(path)) throw refused(`the workflow ${path} is an address`, 'download it and give its path');
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw refused(`the workflow ${path} can't be read`, 'give the path of a file', cause);
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw refused(`the workflow ${path} is not a file`, 'give the path of a JSON file');
    // Not more than its length: it may grow while it is read.
    if (facts.size > maxBytes)
      throw refused(`the workflow ${path} is larger than 5 MB`, 'no workflow is: give another file');
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(facts.size), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function refused(message: string, hint: string, cause?: unknown): WanError {
  return new WanError('request.invalid', message, { hint, cause });
}
