import type { ClipContainer } from './clip-container.js';

/** A finished file, as its bytes say. */
export interface Clip {
  readonly container: ClipContainer;
  /** The true one, without a dot. */
  readonly extension: string;
  readonly mime: string;
  /** Pixels as shown, rotation applied. */
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  readonly frames: number;
  /** Average. */
  readonly fps: number;
  /** `avc`, `hevc`, `vp9`, `av1`, ...; `webp` or `gif` for animated images; null when unknown. */
  readonly codec: string | null;
  readonly hasAudio: boolean;
  /** Whether it carries C2PA content credentials, which any rewriting would break. */
  readonly hasCredentials: boolean;
}
