import { writeNew } from './open-new.js';
import { placeFile } from './place.js';

export interface Sidecar {
  /** Absolute path of the clip. */
  readonly clip: string;
  readonly text: string;
  readonly overwrite: boolean;
  readonly job: string;
}

export interface WrittenSidecar {
  /** undefined when it could not be written. */
  readonly path: string | undefined;
  readonly warnings: readonly string[];
}

/** Writes `clip.mp4.json` beside a clip, without replacing a foreign file. The clip is delivered already: no failure counts. */
export async function writeSidecar({ clip, text, overwrite, job }: Sidecar): Promise<WrittenSidecar> {
  const path = `${clip}.json`;
  const part = `${path}.part`;
  try {
    await writeNew(part, text);
    const placed = await placeFile({ part, path, overwrite, job });
    return { path: placed, warnings: placed === path ? [] : [`${path} exists, so the sidecar is ${placed}`] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { path: undefined, warnings: [`the sidecar was not written: ${reason}`] };
  }
}
