import { z } from 'zod';

const fileSchema = z.object({ filename: z.string().min(1), subfolder: z.string(), type: z.string() });

/** A file that a node has written, as `/view` takes it. */
export type OutputFile = z.infer<typeof fileSchema>;

const videoName = /\.(mp4|webm|mkv|mov)$/i;

/** The files of all nodes, each with whether it may be a clip. */
export interface OutputFiles {
  readonly all: readonly OutputFile[];
  /** The best one: what was kept before previews, then videos before animated images. */
  readonly clip: OutputFile | undefined;
}

/** Reads `outputs`. SaveVideo lists its file under `images`, VHS_VideoCombine under `gifs`, so that the name decides. */
export function readFiles(outputs: Readonly<Record<string, unknown>>): OutputFiles {
  const listed = Object.values(outputs).flatMap(filesOf);
  const clips = listed.filter(({ file, moves }) => videoName.test(file.filename) || moves).map(({ file }) => file);
  return { all: listed.map(({ file }) => file), clip: clips.toSorted((a, b) => rank(a) - rank(b))[0] };
}

function rank({ filename, type }: OutputFile): number {
  return (type === 'output' ? 0 : 2) + (videoName.test(filename) ? 0 : 1);
}

const animatedSchema = z.object({ animated: z.array(z.unknown()) });

function filesOf(node: unknown): readonly { readonly file: OutputFile; readonly moves: boolean }[] {
  const isAnimated = animatedSchema.safeParse(node).data?.animated.includes(true) ?? false;
  return Object.entries(typeof node === 'object' && node !== null ? node : {}).flatMap(
    ([key, list]: [string, unknown]) =>
      (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
        const file = fileSchema.safeParse(item).data;
        return file === undefined ? [] : [{ file, moves: isMoving(file, isAnimated || key === 'gifs') }];
      }),
  );
}

/** A WebP is mostly a still; only its node tells. */
function isMoving({ filename }: OutputFile, isAnimated: boolean): boolean {
  return /\.gif$/i.test(filename) || (isAnimated && /\.webp$/i.test(filename));
}
