import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SimulatedJob } from '../simulators/kit/jobs.js';
import { clipMark } from './marked-clip.js';
import type { Place } from './place.js';
import type { Tally } from './tally.js';
import type { Work } from './work.js';

const run = promisify(execFile);

export interface Checked extends Pick<Tally, 'done' | 'doublePaid' | 'lost' | 'wrong' | 'strays'> {
  /** Clips that were not paid and are not there. */
  readonly unpaid: number;
  /** One line for each fault. */
  readonly faults: readonly string[];
}

/** Holds what the service accepted against what lies in the directory; of many clips only each n-th is decoded. */
export async function checkFiles(place: Place, { clips, film }: Work, { decodeEvery = 1 } = {}): Promise<Checked> {
  const faults: string[] = [];
  const counted = { done: 0, doublePaid: 0, lost: 0, wrong: 0, strays: 0, unpaid: 0 };
  const fault = (kind: 'doublePaid' | 'lost' | 'wrong' | 'strays', text: string) => {
    counted[kind] += 1;
    faults.push(`${kind}: ${text}`);
  };
  for (const [index, { prompt, file }] of clips.entries()) {
    const jobs = place.simulator.jobs.all.filter((job) => asksFor(job, prompt));
    if (jobs.length > 1) fault('doublePaid', `${prompt}: ${jobs.map(({ id }) => id).join(', ')}`);
    const path = join(place.cwd, file);
    if (existsSync(path)) {
      const isOwn = jobs.some(({ id }) => readFileSync(path, 'latin1').includes(clipMark(id)));
      if (!isOwn) fault('wrong', `${file} is no clip of "${prompt}"`);
      else if (index % decodeEvery === 0 && !(await plays(path))) fault('wrong', `${file} does not play`);
      else counted.done += 1;
    } else if (jobs.length > 0) fault('lost', `${prompt}: paid as ${jobs[0]?.id}`);
    else counted.unpaid += 1;
  }
  if (film !== undefined && counted.done === clips.length) {
    const path = join(place.cwd, film);
    if (!existsSync(path)) fault('lost', film);
    else if (!(await plays(path))) fault('wrong', `${film} does not play`);
  }
  const wanted = ['picture.png', 'rows.csv', film, ...clips.map(({ file }) => file)];
  for (const name of readdirSync(place.cwd)) if (!wanted.includes(name)) fault('strays', name);
  return { ...counted, faults };
}

/** Whether a job of the service was made for this prompt. */
export function asksFor(job: SimulatedJob, prompt: string): boolean {
  return JSON.stringify(job.input).includes(prompt);
}

async function plays(path: string): Promise<boolean> {
  return (await framesOf(path)) > 0;
}

/** Frames that a decoder delivers; 0 when it complains. Asked beside other trials, so that no service waits for it. */
async function framesOf(path: string): Promise<number> {
  const args = ['-v', 'error', '-count_frames', '-select_streams', 'v:0'];
  try {
    const { stdout, stderr } = await run('ffprobe', [
      ...args,
      ...['-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', path],
    ]);
    return stderr === '' ? Number.parseInt(stdout, 10) : 0;
  } catch {
    return 0;
  }
}
