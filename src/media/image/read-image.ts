import { WanError } from '../../errors.js';
import { shellPath } from '../../shell-word.js';
import { type MediaBytes, type ReadRules, readMedia } from '../read-media.js';
import { describeOther, headLength, type ImageKind, imageKind } from './image-kind.js';

/**
 * The bytes of an image file, told by its first bytes.
 *
 * @throws WanError `image.missing`, `image.unreadable`, `image.not-media`, `image.unsupported`
 */
export function readImage(path: string): Promise<MediaBytes<ImageKind>> {
  return readMedia(path, rules);
}

const rules: ReadRules<ImageKind> = {
  codes: { missing: 'image.missing', unreadable: 'image.unreadable', tooLarge: 'image.unsupported' },
  // Larger files are no still image that a model could take.
  largest: 512 * 1024 ** 2,
  folderHint: (label) => `for every image in it: wan batch ${shellPath(String(JSON.parse(label)))}`,
  headLength,
  recognise,
};

function recognise(head: Uint8Array, label: string): ImageKind {
  if (head.length === 0) throw new WanError('image.not-media', `${label} is empty`, { hint: accepted });
  const kind = imageKind(head);
  if (kind !== undefined) return kind;
  throw new WanError('image.not-media', `${label} is not an image: it is ${describeOther(head)}`, { hint: accepted });
}

const accepted = 'give a JPEG, PNG, WebP, AVIF or TIFF file';
