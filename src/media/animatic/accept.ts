import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { WanError } from '../../errors.js';
import { makePrivateDirectory, syncDirectory, writePrivateFile } from '../../files/atomic.js';
import { systemCode, toDiskError } from '../../files/disk-error.js';
import { imageFailure } from '../image/image-errors.js';
import { loadSharp } from '../image/load-sharp.js';
import { readImage } from '../image/read-image.js';
import { type Order, type OrderBody, parseOrder, planOrder } from './order.js';

/** Folders of half-built orders begin like this; ids can't. */
export const draftPrefix = '.draft-';

/**
 * Takes an order by one rename of a folder that was built beside it: it is accepted as a whole or not at all, and a
 * second acceptance of the same id changes nothing. The images are copied, so the originals may go.
 *
 * @throws WanError, always with the order not accepted
 */
export async function acceptOrder(directory: string, id: string, body: OrderBody): Promise<void> {
  await makePrivateDirectory(directory);
  const draft = await mkdtemp(join(directory, draftPrefix)).catch((error: unknown) => {
    throw toDiskError(error, directory);
  });
  try {
    await buildOrder(draft, body);
    await rename(draft, join(directory, id));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const isTaken =
      ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error)) && (await readOrder(join(directory, id)));
    if (!isTaken) throw toDiskError(error, join(directory, id));
  }
  // It has its name: an error from here on must not say that it was not taken.
  await syncDirectory(directory).catch(() => undefined);
}

/** The order of a render; undefined when there is none. */
export async function readOrder(render: string): Promise<Order | undefined> {
  try {
    return parseOrder(await readFile(join(render, 'order.json'), 'utf8'));
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw toDiskError(error, render);
  }
}

async function buildOrder(draft: string, body: OrderBody): Promise<void> {
  const image = await takeImage(draft, 'image', body.image);
  const endImage = body.endImage === undefined ? undefined : await takeImage(draft, 'end-image', body.endImage);
  const order = planOrder(body, { image: image.name, endImage: endImage?.name ?? null, size: image.size });
  await writePrivateFile(join(draft, 'order.json'), `${JSON.stringify(order, null, 2)}\n`);
}

async function takeImage(draft: string, role: string, path: string) {
  if (!isAbsolute(path)) throw new WanError('request.invalid', `the ${role} of a local render must be a file here`);
  const image = await readImage(path);
  if (!readable.has(image.kind)) {
    throw new WanError('image.unsupported', `${image.label} is ${image.kind}; a local render takes JPEG, PNG or WebP`);
  }
  const sharp = await loadSharp();
  const { width, height } = await sharp(image.bytes)
    .metadata()
    .catch((error: unknown) => {
      throw imageFailure(image, error);
    });
  // The extension tells ffmpeg which decoder to use.
  const name = `${role}.${image.kind === 'jpeg' ? 'jpg' : image.kind}`;
  await writePrivateFile(join(draft, name), image.bytes);
  return { name, size: { width, height } };
}

const readable = new Set(['jpeg', 'png', 'webp']);
