import { WanError } from '../../errors.js';
import { shellPath } from '../../shell-word.js';
import { type ImageKind, imageMimes } from './image-kind.js';

/** An image for messages: its quoted path and what it claims to be. */
export interface NamedImage {
  readonly label: string;
  readonly kind: ImageKind;
}

/** What it means for the user that sharp refused an image. Never the library's own text, which may span lines. */
export function imageFailure({ label, kind }: NamedImage, error: unknown): WanError {
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit|too large|dimensions?.*(exceed|limit)/i.test(text)) {
    return new WanError('image.unsupported', `${label} has more pixels than any model takes`, {
      hint: 'scale it down first',
      cause: error,
    });
  }
  if (kind === 'heic' || kind === 'bmp') return noDecoder({ label, kind }, error);
  return new WanError('image.unreadable', `${label} is damaged or incomplete (${imageMimes[kind]})`, {
    hint: 'save or export it again',
    cause: error,
  });
}

/** Kinds that are images, but that sharp was built without. */
function noDecoder({ label, kind }: NamedImage, cause: unknown): WanError {
  const path = shellPath(String(JSON.parse(label)));
  const hint =
    kind === 'heic'
      ? `convert it first: heif-convert ${path} converted.jpg (macOS: sips -s format jpeg ${path} --out converted.jpg)`
      : `convert it first: ffmpeg -i ${path} converted.png`;
  return new WanError('image.unsupported', `${label} is ${kind.toUpperCase()}, which can't be read here`, {
    hint,
    cause,
  });
}
