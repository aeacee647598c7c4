import type { EncodedVideoPacketSource, InputVideoTrack } from 'mediabunny';
import { openMedia } from './open-media.js';

/** What has to be equal for two clips to share one track: all that a decoder is told before the first picture. */
export interface PacketForm {
  readonly codec: string | null;
  /** The form as text; equal texts may be joined. */
  readonly key: string;
}

export async function readPacketForm(path: string): Promise<PacketForm> {
  const media = await openMedia(path);
  try {
    const video = await media.getPrimaryVideoTrack();
    const config = (await video?.getDecoderConfig()) ?? null;
    if (video === null || config === null) return { codec: null, key: `unreadable ${path}` };
    const { description, ...rest } = config;
    const bytes = description === undefined ? '' : hex(description);
    return { codec: await video.getCodec(), key: JSON.stringify([rest, bytes, await video.getRotation()]) };
  } finally {
    media.dispose();
  }
}

export interface PacketJoin {
  /** Paths with the same `PacketForm`, and where each begins in the film, in seconds. */
  readonly parts: readonly { readonly path: string; readonly startsAt: number }[];
  readonly into: string;
  readonly signal?: AbortSignal | undefined;
}

/** Joins the pictures of clips into one MP4 without decoding them: every packet is copied as it is. */
export async function joinPackets({ parts, into, signal }: PacketJoin): Promise<void> {
  const { EncodedVideoPacketSource, FilePathTarget, Mp4OutputFormat, Output } = await import('mediabunny');
  const target = new FilePathTarget(into);
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  let source: EncodedVideoPacketSource | undefined;
  try {
    for (const part of parts) {
      const media = await openMedia(part.path);
      try {
        const video = await media.getPrimaryVideoTrack();
        const codec = await video?.getCodec();
        if (video === null || codec === null || codec === undefined) throw new Error(`${part.path} holds no pictures`);
        if (source === undefined) {
          source = new EncodedVideoPacketSource(codec);
          output.addVideoTrack(source, { rotation: await video.getRotation() });
          await output.start();
        }
        await copyPackets({ video, source, startsAt: part.startsAt, signal });
      } finally {
        media.dispose();
      }
    }
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => undefined);
    throw error;
  }
}

interface PacketCopy {
  readonly video: InputVideoTrack;
  readonly source: EncodedVideoPacketSource;
  readonly startsAt: number;
  readonly signal: AbortSignal | undefined;
}

async function copyPackets({ video, source, startsAt, signal }: PacketCopy): Promise<void> {
  const { EncodedPacketSink } = await import('mediabunny');
  const shift = startsAt - (await video.getFirstTimestamp());
  const decoderConfig = await video.getDecoderConfig();
  for await (const packet of new EncodedPacketSink(video).packets()) {
    signal?.throwIfAborted();
    const moved = packet.clone({ timestamp: packet.timestamp + shift });
    await source.add(moved, decoderConfig === null ? undefined : { decoderConfig });
  }
}

function hex(bytes: ArrayBufferLike | ArrayBufferView): string {
  const view = ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
  return view.toString('hex');
}
