import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { JobReport } from '../../../src/jobs/report.js';
import { falKey, startFal } from '../../simulators/fal.js';
import { createFakeClock } from '../../support/fake-clock.js';
import { createDesk, type Desk } from '../../support/run-main.js';

export interface Shelf {
  readonly desk: Desk;
  readonly cwd: string;
  readonly state: string;
  /** In the order they were made, a minute apart. */
  readonly clips: readonly JobReport[];
  close(): Promise<void>;
}

/** Hostile wherever a user can be: in the names of files and in prompts. */
export const awkwardName = `it's 100% "so" #1?`;
export const awkwardPrompt = `</script><script>document.title = 'broken'</script> "rain" & 'fog' مرحبا 🌧`;

const wanted = [
  { name: 'amber', prompt: 'the lamp is lit', seconds: 3, more: [] },
  { name: 'birch', prompt: 'a slow dolly in', seconds: 2, more: ['--resolution', '480p'] },
  { name: awkwardName, prompt: awkwardPrompt, seconds: 3, more: [] },
  { name: 'cedar', prompt: 'leaves in the wind', seconds: 1, more: ['--seed', '0'] },
  { name: 'dune', prompt: 'a car passes', seconds: 1, more: ['--seed', '2147483647'] },
] as const;

/** A ledger with jobs that were run at a simulated service, and clips of known lengths in place of its answers. */
export async function openShelf(): Promise<Shelf> {
  const cwd = mkdtempSync(join(tmpdir(), 'wan-shelf-'));
  const state = join(cwd, '.state');
  const clock = createFakeClock();
  const fal = await startFal({ now: clock.now });
  const env = { FAL_KEY: falKey, WAN_FAL_BASE_URL: fal.url };
  const desk = createDesk({ cwd, stateDirectory: state, clock, env });
  const background = '#88aacc80';
  await sharp({ create: { width: 640, height: 640, channels: 4, background } })
    .png()
    .toFile(join(cwd, 'hero.png'));
  mkdirSync(join(cwd, 'clips'));
  const clips: JobReport[] = [];
  for (const { name, prompt, seconds, more } of wanted) {
    const service = ['--provider', 'fal', '-m', 'wan-2.2-turbo', '--yes', '--json'];
    const output = join('clips', `${name}.mp4`);
    const run = await desk.run('generate', 'hero.png', '-p', prompt, '-o', output, ...service, ...more);
    const [job] = run.document().jobs;
    if (job?.status !== 'done' || job.output === null) throw new Error(`${name} was not made: ${run.stdout}`);
    makeClip(job.output, seconds);
    clips.push(job);
    clock.advance(60_000);
  }
  const close = async () => {
    await fal.close();
    rmSync(cwd, { recursive: true, force: true });
  };
  return { desk, cwd, state, clips, close };
}

/** Moving bars, 320x180 at 16 frames a second. */
export function makeClip(path: string, seconds: number): void {
  const source = `testsrc2=s=320x180:r=16:d=${seconds}`;
  const encoding = ['-pix_fmt', 'yuv420p', '-g', '8'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...encoding, `file:${path}`]);
}
