import { join } from 'node:path';
import { scoreSeam } from '../../src/film/seam-score.js';
import { stitch } from '../../src/film/stitch.js';
import { readFrameStats } from '../../src/media/frame-stats.js';
import {
  type CorpusWish,
  clock,
  ffmpeg,
  joinDropping,
  joinFading,
  joinNaively,
  makeCorpus,
  perSegment,
  psnr,
} from '../integration/film/corpus.js';

export interface SeamRow {
  readonly drift: CorpusWish['drift'];
  readonly join: string;
  /** Of the worst seam. */
  readonly S: number;
  readonly step: number;
  /** dB against the ideal film; null where the join has another number of frames. */
  readonly psnr: number | null;
  readonly seconds: number;
}

/** One corpus joined in four ways, each scored against the film that it was cut from. */
export async function measureJoins(directory: string, drift: CorpusWish['drift']): Promise<SeamRow[]> {
  const { clips, ideal } = await makeCorpus(directory, { drift });
  const hop = perSegment - 1;
  const ours = (into: string) => stitch({ ffmpeg, clock, clips, into, join: { kind: 'smooth' }, keepAudio: false });
  const joins = [
    { join: 'naive concat', cuts: [hop, 2 * hop + 1], isComparable: false, run: joinNaively },
    { join: 'drop duplicate', cuts: [hop, 2 * hop], isComparable: true, run: joinDropping },
    { join: 'crossfade 4', cuts: [hop - 2, 2 * hop - 5], isComparable: false, run: joinFading },
    { join: 'smooth', cuts: [hop, 2 * hop], isComparable: true, run: (_: unknown, into: string) => ours(into) },
  ];
  const rows: SeamRow[] = [];
  for (const { join: name, cuts, isComparable, run } of joins) {
    const film = join(directory, `${name}.mp4`);
    const begun = performance.now();
    await run(clips, film);
    const seconds = (performance.now() - begun) / 1000;
    const stats = await readFrameStats(ffmpeg, { demuxer: 'mov', path: film });
    const scores = cuts.map((at) => scoreSeam(stats, at));
    const [S, step] = [Math.max(...scores.map((each) => each.S)), Math.max(...scores.map((each) => each.step))];
    rows.push({ drift, join: name, S, step, psnr: isComparable ? await psnr(film, ideal) : null, seconds });
  }
  return rows;
}
