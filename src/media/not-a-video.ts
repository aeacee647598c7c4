import { WanError } from '../errors.js';
import { describeOther, imageKind } from './image/image-kind.js';

export type NotAVideoReason = 'empty' | 'other' | 'still-image' | 'no-picture' | 'truncated' | 'damaged';

/** What arrived is no clip. Only `truncated` and `empty` may become one when fetched again. */
export class NotAVideo extends WanError {
  readonly reason: NotAVideoReason;

  constructor(reason: NotAVideoReason, cause?: unknown, seems?: string) {
    super('download.failed', `what arrived is not a video: ${seems ?? descriptions[reason]}`, {
      retryable: reason === 'truncated' || reason === 'empty',
      cause,
    });
    this.name = 'NotAVideo';
    this.reason = reason;
  }

  /** From the first bytes of something that no container fits. */
  static of(head: Uint8Array): NotAVideo {
    if (head.length === 0) return new NotAVideo('empty');
    const kind = imageKind(head);
    if (kind !== undefined) return new NotAVideo('still-image', undefined, `it is a ${kind.toUpperCase()} image`);
    return new NotAVideo('other', undefined, `it is ${describeData(head)}`);
  }
}

const descriptions: Readonly<Record<NotAVideoReason, string>> = {
  empty: 'it is empty',
  other: 'it is something else',
  'still-image': 'it is a still image',
  'no-picture': 'it holds no pictures',
  truncated: 'its end is missing',
  damaged: 'it is damaged',
};

function describeData(head: Uint8Array): string {
  const text = Buffer.from(head).toString('latin1').trimStart();
  if (/^[{[]/.test(text)) return 'a JSON document';
  if (/^<\?xml/.test(text)) return 'an XML document';
  return describeOther(head);
}
